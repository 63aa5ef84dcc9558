// Runs inside a drill: both ways in turn, five times each. Prints one line of JSON.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

const svreset = process.argv.slice(2)
const rounds = 5
const names = readdirSync('/etc/service').map(name => `/etc/service/${name}`)
const document = [
  ['ps', '-AHwefl'],
  ['svstat', ...names, ...names.map(name => `${name}/log`)],
  ['lsof', '-c', 'supervise', '-a', '-d', 'cwd'],
]

// Once in vain: this waits until nothing is young any more, and warms what can be warm.
const first = run([...svreset, 'check', '--json'])
if (first.status !== 0) throw new Error(`check says ${first.status} in a healthy drill`)

const check = []
const byHand = []
let parts = []
for (let round = 0; round < rounds; round++) {
  check.push(run([...svreset, 'check', '--json']).seconds)
  parts = document.map(argv => run(argv).seconds)
  byHand.push(parts.reduce((sum, part) => sum + part, 0))
}
const commands = document.map(([name], index) => `${name} ${parts[index].toFixed(2)}`).join(', ')
const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name)).length
process.stdout.write(JSON.stringify({ check, byHand, commands, peakMegabytes: peak(), processes }))

function run([command, ...argv]) {
  const start = performance.now()
  const { status, error } = spawnSync(command, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  })
  if (error !== undefined) throw error
  return { status, seconds: (performance.now() - start) / 1000 }
}

/** Peak resident set: svreset tells its own, as it ends, to a module that is loaded before it. */
function peak() {
  const hook = "process.on('exit', () => process.stderr.write(`peak ${process.resourceUsage().maxRSS}\\n`))"
  const [node, ...rest] = svreset
  const hooked = [node, '--import', `data:text/javascript,${encodeURIComponent(hook)}`, ...rest]
  const [command, ...argv] = [...hooked, 'check', '--json']
  const { stderr } = spawnSync(command, argv, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
  return Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024
}
