import type { StepStatus } from '../contract/events.js'
import type { PlannedStep } from '../contract/plan.js'
import { printable } from '../text/quote.js'

/** Pure: all steps of a run, one line each: how those that have ended did, which one is asked about, those to come. */
export function overviewLines(
  steps: readonly Pick<PlannedStep, 'id' | 'name'>[],
  ended: ReadonlyMap<string, StepStatus>,
  current: string,
): string[] {
  const digits = String(steps.length).length
  return steps.map(({ id, name }, index) => {
    const status = ended.get(id)
    const state = id === current ? 'now' : status === undefined ? 'to come' : words[status]
    return `  ${String(index + 1).padStart(digits)}  ${state.padEnd(longest)}  ${printable(name)}`
  })
}

const words: Readonly<Record<StepStatus, string>> = {
  done: 'done',
  unchanged: 'nothing to do',
  skipped: 'skipped',
  failed: 'failed',
}
const longest = Math.max(...Object.values(words).map(({ length }) => length))
