// npm run bench: what it costs that nothing is ever lost. Resets 1000 services with the state directory on the disk that
// this checkout is on, with V8's profiler watching (it counts time in system calls too), and says how much of the whole
// time went into manifest, restore.sh and journal, and into reading those of earlier runs.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { here, inDrill, median, svreset } from './support.mjs'

const [, main] = svreset
const size = Number(process.argv[2] ?? 1000)
const rounds = 3

/** Functions of src/journal/, and what they and `settle` ask of the disk: whatever is called below them is theirs. */
const durability = new Set([
  ...['createRunDirectory', 'openJournal', 'formatRecord', 'toSeen', 'describeSession', 'writeDurably'],
  ...['formatManifest', 'formatRestoreScript', 'syncDirectory', 'unfinishedRuns', 'findLastTime'],
  ...['writeFileSync', 'fsyncSync', 'fdatasyncSync', 'ftruncateSync', 'fstatSync'],
])

const shares = []
for (let round = 0; round < rounds; round++) shares.push(measure())
const share = median(shares.map(({ spent, all }) => spent / all))
console.log(`\ndurability, ${size} services, ${rounds} rounds on ${fileSystem()}`)
for (const { spent, all, parts } of shares) {
  const most = [...parts].sort(([, a], [, b]) => b - a).slice(0, 5)
  const words = most.map(([name, time]) => `${name} ${time.toFixed(0)}`).join(', ')
  console.log(`  ${spent.toFixed(0)} ms of ${all.toFixed(0)} ms: ${words}`)
}
console.log(`  median ${(100 * share).toFixed(1)} % of the time`)

function measure() {
  const scratch = mkdtempSync(here('../node_modules/.svreset-bench-'))
  try {
    const owner = ['--trust-owner', String(statSync(scratch).uid)]
    const reset = [main, '--yes', '--quiet', '--state-dir', `${scratch}/state`, ...owner]
    run([...profiled(`${scratch}/profile`), ...reset])
    const [file] = readdirSync(`${scratch}/profile`)
    return spentIn(JSON.parse(readFileSync(`${scratch}/profile/${file}`, 'utf8')))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function profiled(directory) {
  return [process.execPath, '--cpu-prof', `--cpu-prof-dir=${directory}`, '--cpu-prof-interval=500']
}

/** In a drill whose services have run for a while: those just started stop a second later. */
function run(argv) {
  inDrill(size, ['sh', '-c', 'sleep 3; exec "$@" >&2', 'sh', ...argv])
}

/** Milliseconds, of a .cpuprofile: nodes with children, and how long it was in each between two samples. */
function spentIn({ nodes, samples, timeDeltas, startTime, endTime }) {
  const byId = new Map(nodes.map(node => [node.id, node]))
  /** The outermost function of ours that a node is below. */
  const owners = new Map()
  const own = (id, owner) => {
    const { callFrame, children = [] } = byId.get(id)
    const name = owner ?? (durability.has(callFrame.functionName) ? callFrame.functionName : undefined)
    if (name !== undefined) owners.set(id, name)
    for (const child of children) own(child, name)
  }
  own(nodes[0].id, undefined)
  const parts = new Map()
  for (const [index, id] of samples.entries()) {
    const owner = owners.get(id)
    if (owner !== undefined) parts.set(owner, (parts.get(owner) ?? 0) + timeDeltas[index] / 1000)
  }
  const spent = [...parts.values()].reduce((sum, time) => sum + time, 0)
  return { spent, parts, all: (endTime - startTime) / 1000 }
}

function fileSystem() {
  return spawnSync('stat', ['-f', '-c', '%T', here('..')], { encoding: 'utf8' }).stdout.trim()
}
