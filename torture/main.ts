import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { campaign } from './campaign.js'
import { everyFault } from './faults.js'
import { realFaults } from './full-disk.js'
import { orderCheck } from './order-check.js'
import { Tally } from './tally.js'
import { together } from './together.js'

const usage = `npm run torture              every fault: half an hour, on two cores that have nothing else to do
npm run torture -- --sample  an evenly spread sample of a few minutes
npm run torture -- --random N [--seed N]
                             kills at random instants in random scenarios, and nothing else
  --only TEXT    only faults whose line holds TEXT, as printed after LOST
  --count N      at most N faults, evenly spread
  --width N      how many drills side by side (default 8: most of the time they wait)
  --report FILE  writes {"passed", "failed"} there
`

/** Called by start.mjs with the argv of the svreset to torture. Returns the exit code. */
export async function main(argv: readonly string[], self: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sample: { type: 'boolean' },
      only: { type: 'string' },
      count: { type: 'string' },
      random: { type: 'string' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      width: { type: 'string', default: '8' },
      report: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  const started = performance.now()
  const scratch = await mkdtemp(join(tmpdir(), 'svreset-torture-'))
  const tally = new Tally()
  const sample = values.count === undefined ? (values.sample ? sampleSize : null) : Number(values.count)
  try {
    const width = Number(values.width)
    const random = { seed: Number(values.seed), width, self }
    if (values.random !== undefined) await campaign({ rounds: Number(values.random), ...random }, tally)
    else {
      const scenes = async () => {
        await orderCheck(self, scratch, tally)
        await realFaults(self, tally)
        await together(self, tally)
      }
      const isWhole = values.only === undefined
      // All of them mostly wait, and cost less side by side.
      await Promise.all([
        isWhole ? scenes() : null,
        isWhole ? campaign({ rounds: values.sample ? 20 : 200, ...random }, tally) : null,
        everyFault({ self, scratch, width, sample, only: values.only }, tally),
      ])
    }
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

/** As many as take about two minutes on two cores. */
const sampleSize = 60
