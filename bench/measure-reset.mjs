// Runs inside a drill: carries out one reset and prints, as JSON, how long it took from the first link
// removed until everything was up again, looked at from outside and in the same way for every variant.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const [services, ...argv] = process.argv.slice(2)
const count = Number(services)

/** Services that have just been started are told to stop only a second later: let them get old first. */
await until(() => up() === 2 * count && youngest() > 2)

const before = processes()
const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
let printed = ''
child.stdout.on('data', text => {
  printed += text
})
let exited = null
child.on('exit', code => {
  exited = code ?? 1
})
let peak = 0
await until(() => {
  peak = Math.max(peak, peakKilobytes(child.pid))
  return readdirSync('/etc/service').length < count
}, 1)
const start = performance.now()
// A look costs the same in every variant: one readdir of /proc until as many processes run as before.
let low = before
await until(() => {
  peak = Math.max(peak, peakKilobytes(child.pid))
  low = Math.min(low, processes())
  return low < before / 2 && processes() >= before - 3 && up() === 2 * count
}, 20)
const seconds = (performance.now() - start) / 1000
await until(() => {
  peak = Math.max(peak, peakKilobytes(child.pid))
  return exited !== null
})
process.stdout.write(
  `${JSON.stringify({ seconds, peakMegabytes: peak / 1024, exitCode: exited, up: up(), steps: steps() })}\n`,
)

function processes() {
  return readdirSync('/proc').filter(name => name.charCodeAt(0) < 0x3a).length
}

function svstat() {
  return spawnSync('sh', ['-c', 'svstat /etc/service/* /etc/service/*/log'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  }).stdout
}

function up() {
  return svstat()
    .split('\n')
    .filter(line => line.includes(': up (pid')).length
}

function youngest() {
  return Math.min(...[...svstat().matchAll(/\) (\d+) seconds/g)].map(match => Number(match[1])))
}

function peakKilobytes(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

function steps() {
  return printed
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line))
    .filter(event => event.event === 'step-finished')
    .map(event => [event.step, event.durationMs])
}

async function until(holds, interval = 20) {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, interval))
}
