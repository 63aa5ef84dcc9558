import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { campaign } from './campaign.js'
import { everyFault } from './faults.js'
import { realFaults } from './full-disk.js'
import { hostileChanges } from './hostile.js'
import { everyLimit } from './limits.js'
import { orderCheck } from './order-check.js'
import { Tally } from './tally.js'
import { together } from './together.js'

const usage = `npm run torture              every fault: half an hour on two cores that do nothing else
npm run torture -- --sample  an evenly spread sample, a few minutes
npm run torture -- --hostile  the svscan directory changes under its name between any two calls
npm run torture -- --limits   each resource limit at every value near what a run needs
npm run torture -- --random N [--seed N]
                             only N kills, at random instants in random scenarios
  --only TEXT    only faults whose line contains TEXT, as printed after LOST
  --count N      at most N faults, evenly spread
  --width N      the number of drills side by side (default 8: most of the time they wait)
  --report FILE  write {"passed", "failed"} to FILE
`

const options = {
  sample: { type: 'boolean' },
  only: { type: 'string' },
  count: { type: 'string' },
  random: { type: 'string' },
  hostile: { type: 'boolean' },
  limits: { type: 'boolean' },
  seed: { type: 'string' },
  width: { type: 'string', default: '8' },
  report: { type: 'string' },
  help: { type: 'boolean' },
} as const

/** Called by start.mjs with the argv of the svreset to torture. Returns the exit code. */
export async function main(argv: readonly string[], self: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const started = performance.now()
  const scratch = await mkdtemp(join(tmpdir(), 'svreset-torture-'))
  const tally = new Tally()
  try {
    // All of them mostly wait, and cost less side by side.
    await Promise.all(chosenKinds(values, { self, scratch, tally }).map(torture => torture()))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  const minutes = ((performance.now() - started) / 60_000).toFixed(1)
  const { tried, survived, lost, missed } = tally
  for (const each of missed) process.stdout.write(`NOT HIT ${each}\n`)
  process.stdout.write(
    `${tried} faults tried, ${survived} survived, ${lost.length} lost, ${missed.length} not hit; ${minutes} minutes\n`,
  )
  // Of a call that could not be struck nothing is known. A sample leaves most of them out anyhow: one in ten at most.
  const tolerated = values.sample ? tried / 10 : 0
  const failed = lost.length + (missed.length > tolerated ? missed.length : 0)
  if (values.report !== undefined)
    await writeFile(values.report, `${JSON.stringify({ passed: survived, failed })}\n`)
  return failed === 0 && tried > 0 ? 0 : 1
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

interface Means {
  readonly self: readonly string[]
  readonly scratch: string
  readonly tally: Tally
}

/** A sample draws the same rounds each time: what fails in it is what a change has broken. */
function seedOf({ seed, sample }: Values): number {
  if (seed !== undefined) return Number(seed)
  return sample ? sampleSeed : Date.now() % 1_000_000_000
}

const sampleSeed = 7000

/** One kind where it is named; else all of them, and of each a part where a sample is asked for. */
function chosenKinds(values: Values, { self, scratch, tally }: Means): (() => Promise<void>)[] {
  const width = Number(values.width)
  const count = values.count === undefined ? null : Number(values.count)
  const part = (size: number) => count ?? (values.sample ? size : null)
  const random = (rounds: number) => () => campaign({ rounds, seed: seedOf(values), width, self }, tally)
  const hostile = () => hostileChanges({ self, scratch, width, most: part(9) }, tally)
  const limits = () => everyLimit({ self, width, most: part(3) }, tally)
  const faults = () =>
    everyFault({ self, scratch, width, sample: part(sampleSize), only: values.only }, tally)
  const scenes = async () => {
    await orderCheck(self, scratch, tally)
    await realFaults(self, tally)
    await together(self, tally)
  }
  if (values.random !== undefined) return [random(Number(values.random))]
  if (values.hostile) return [hostile]
  if (values.limits) return [limits]
  if (values.only !== undefined) return [faults]
  return [scenes, random(values.sample ? 20 : 200), hostile, limits, faults]
}

/** As many as take about two minutes on two cores. */
const sampleSize = 60
