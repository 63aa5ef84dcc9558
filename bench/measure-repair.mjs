// Runs inside a drill: makes one service sick, has it cured by a command, and prints as JSON how long each service was
// away, looked at from outside: from when the process that ran is seen gone until the one that runs afterwards was started.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'

const argv = process.argv.slice(2)
/** Of /proc/PID/stat, on every Linux for which Node is built (sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100

const services = readdirSync('/etc/service').sort()
const sick = services[Math.floor(services.length / 2)]

/** Services that have just been started are told to stop only a second later: let them get old first. */
await until(() => services.every(name => secondsUp(name) > 2))
const before = new Map(services.map(name => [name, running(name)]))

// svc cannot reach it any more, and svstat knows nothing of it; it runs on.
rmSync(`/etc/service/${sick}/supervise`, { recursive: true })

const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] })
const exited = new Promise(resolve => child.once('exit', code => resolve(code ?? 1)))
let exitCode = null
exited.then(code => {
  exitCode = code
})
const started = now()
/** When each was seen gone: seconds since boot. */
const gone = new Map()
await until(() => {
  for (const [name, { pid }] of before) if (!gone.has(name) && !lives(pid)) gone.set(name, now())
  return exitCode !== null
}, 2)
const seconds = now() - started
await until(() => services.every(name => running(name) !== null))

const away = services.map(name => {
  const after = running(name)
  if (after.start === before.get(name).start && after.pid === before.get(name).pid) return 0
  return Math.max(0, after.start - (gone.get(name) ?? after.start))
})
const atSick = services.indexOf(sick)
const check = spawnSync(argv[0], [argv[1], 'check', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 })
process.stdout.write(
  `${JSON.stringify({
    exitCode,
    seconds,
    verdict: JSON.parse(check.stdout).verdict,
    sick: away[atSick],
    healthy: away.filter((_, index) => index !== atSick),
    restarted: services.filter(name => name !== sick && running(name).start !== before.get(name).start)
      .length,
  })}\n`,
)

/** The process that supervise says it runs, if that lives: pid, and its start in seconds since boot. */
function running(name) {
  try {
    const pid = readFileSync(`/etc/service/${name}/supervise/status`).readUInt32LE(12)
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { pid, start: Number(fields[19]) / ticksPerSecond }
  } catch {
    return null
  }
}

function secondsUp(name) {
  const its = running(name)
  return its === null ? 0 : now() - its.start
}

/** One that is a zombie until supervise has waited for it is away by then no longer than that takes. */
function lives(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function now() {
  return Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0])
}

async function until(holds, interval = 20) {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, interval))
}
