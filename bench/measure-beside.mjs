// Runs inside a drill of healthy services: one check, reset or repair, or svscan alone. Prints one line of JSON.
// Usage: node measure-beside.mjs COUNT check|reset|repair|svscan [SVRESET…]
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { start } from './measured.mjs'

const [size, what, ...svreset] = process.argv.slice(2)
const count = Number(size)
const directory = '/etc/service'
const links = readdirSync(directory).map(name => ({ name, target: readlinkSync(`${directory}/${name}`) }))

/** Services that have just been started are told to stop only a second later, and a check waits for them: let them get old. */
await until(() => isAllUp(6))
const measures = { check, reset, repair, svscan }
process.stdout.write(JSON.stringify(await measures[what]()))

async function check() {
  // Once in vain: what can be warm is warm.
  await start([...svreset, 'check', '--json']).ended
  return succeeded(await start([...svreset, 'check', '--json']).ended)
}

async function reset() {
  const before = processes()
  const { ended } = start([...svreset, '--yes', '--json'])
  await until(() => readdirSync(directory).length < count, 1)
  const began = performance.now()
  await untilBack(before)
  const seconds = (performance.now() - began) / 1000
  return { ...succeeded(await ended), seconds }
}

/** Nothing waits for svscan here. */
async function repair() {
  const pid = pidOf(links[Math.floor(links.length / 2)].target)
  process.kill(pid, 'SIGSTOP')
  const result = succeeded(await start([...svreset, 'repair', '--yes', '--quiet']).ended)
  if (/^\d+ \(.*\) T /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1')))
    throw new Error('it is still stopped')
  return result
}

/** Everything is down and the links are in place when svscan is killed; init starts the next one. */
async function svscan() {
  const before = processes()
  const [pid] = pidsOf('svscan')
  process.kill(pid, 'SIGSTOP')
  for (const { name } of links) rmSync(`${directory}/${name}`)
  execFileSync('svc', ['-dx', ...links.map(({ target }) => target)])
  execFileSync('svc', ['-dx', ...links.map(({ target }) => `${target}/log`)])
  await until(() => pidsOf('supervise').every(isZombie))
  for (const { name, target } of links) symlinkSync(target, `${directory}/${name}`)
  const began = performance.now()
  process.kill(pid, 'SIGKILL')
  await untilBack(before)
  return { seconds: (performance.now() - began) / 1000 }
}

/** A look costs one readdir of /proc until as many processes run as before. */
async function untilBack(before) {
  let low = before
  await until(() => {
    const now = processes()
    low = Math.min(low, now)
    return low < before / 2 && now >= before - 3 && isAllUp(0)
  })
}

function succeeded({ printed, ...result }) {
  if (result.exitCode !== 0) throw new Error(`${what} ended with ${result.exitCode}: ${printed}`)
  return result
}

function processes() {
  return readdirSync('/proc').filter(name => name.charCodeAt(0) < 0x3a).length
}

/** As supervise has noted it: since when, as TAI64N, and the pid. */
function isAllUp(seconds) {
  return links.every(({ target }) => [target, `${target}/log`].every(each => secondsUp(each) >= seconds))
}

function secondsUp(path) {
  try {
    const status = readFileSync(`${path}/supervise/status`)
    if (status.readUInt32LE(12) === 0) return -1
    process.kill(status.readUInt32LE(12), 0)
    return Date.now() / 1000 - Number(status.readBigUInt64BE(0) - 4611686018427387914n)
  } catch {
    return -1
  }
}

function pidOf(path) {
  return readFileSync(`${path}/supervise/status`).readUInt32LE(12)
}

function pidsOf(command) {
  return execFileSync('pgrep', ['-x', command], { encoding: 'utf8' }).trim().split('\n').map(Number)
}

function isZombie(pid) {
  try {
    return /^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return true
  }
}

async function until(holds, interval = 20) {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, interval))
}
