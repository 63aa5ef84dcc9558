import type { ExpectStatic } from 'vitest'
import { causes, checkJson } from './check.js'
import { healthyProcesses, lostLines } from './counting.js'
import type { TestDrill } from './drill.js'
import { eventsOf } from './links.js'
import { unsound } from './sound.js'

export interface Proof {
  /** What `check` still finds afterwards, causes only. */
  readonly left: readonly string[]
  /** Services that are not up afterwards, as somebody has ordered. */
  readonly down?: readonly string[]
  /** Services that the plan says it will interrupt; absent: not to be told beforehand. */
  readonly interrupted?: readonly string[]
  /** Each healthy service is handed over to another svscan, and so started once more. */
  readonly handedOver?: boolean
  /** Of what ps and svstat show: this is what is left. */
  readonly tolerated?: RegExp
}

/**
 * Repairs, and holds the result against check, against ps, lsof and svstat, against the healthy processes as they were
 * before, and line by line against what was written.
 */
export async function proveRepair(drill: TestDrill, expect: ExpectStatic, proof: Proof): Promise<void> {
  const { left, down = [], interrupted, handedOver = false, tolerated } = proof
  const before = await healthyProcesses(drill)
  const { stdout, stderr, exitCode } = await drill.run(['svreset', 'repair', '--yes', '--json'], {
    timeout: 150_000,
  })
  expect(stderr.replace(/^svreset: checking again.*\n/, '')).toBe('')
  expect(exitCode, told(stdout)).toBe(left.length === 0 ? 0 : 1)
  const { findings } = await checkJson(drill)
  expect(causes(findings), told(stdout)).toEqual([...left].sort())
  if (interrupted !== undefined) expect(interruptedBy(stdout)).toEqual([...interrupted].sort())
  if (!handedOver) {
    expect(before.length).toBeGreaterThanOrEqual(30)
    const now = await healthyProcesses(drill)
    expect(before.filter(line => !now.includes(line))).toEqual([])
  }
  const wrong = await unsound(drill, ...down)
  expect(wrong.filter(line => tolerated?.test(line) !== true)).toEqual([])
  expect(await lostLines(drill)).toEqual([])
}

/** What went wrong, for the reader of a failed test. */
function told(stdout: string): string {
  const events = eventsOf(stdout).filter(({ event, error }) => event === 'run-finished' || error != null)
  return events.map(each => JSON.stringify(each)).join('\n')
}

/** Of the plan, as it was told before anything happened. */
function interruptedBy(stdout: string): string[] {
  const started = eventsOf(stdout).find(({ event }) => event === 'run-started')
  const plan = started?.plan as { readonly interrupted: readonly { readonly service: string }[] } | undefined
  return plan?.interrupted.map(({ service }) => service).sort() ?? []
}
