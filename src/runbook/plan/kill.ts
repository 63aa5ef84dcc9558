import type { RunContext } from '../../contract/context.js'
import type { PlannedKill, PlannedStep } from '../../contract/plan.js'
import type { Step } from '../../contract/runbook.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import type { System } from '../../system/system.js'
import { NotYetKnown } from '../language/references.js'
import type { SlowStop } from './blast-radius.js'
import { checksOf } from './checks.js'
import type { Item } from './items.js'

/** What a step kills if it does not end: announced, because nobody can take it back. */
export function killOf(
  step: Step,
  items: readonly Item[],
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): PlannedKill | null {
  const found = checks(step, items, context, vocabulary).flatMap((check): PlannedKill[] => {
    if (check.kind === 'probe' || check.action.kills === undefined) return []
    const { asks, isSecond, expected } = check.action.kills
    return [
      {
        after: check.deadline + (isSecond === true ? check.action.deadline : 0),
        how: context.noKill === true ? 'fail' : asks ? 'ask' : 'kill',
        expected: expected?.(system, context) ?? [],
      },
    ]
  })
  return found[0] ?? null
}

function checks(step: Step, items: readonly Item[], context: RunContext, vocabulary: Vocabulary) {
  if (items.length === 0) return []
  try {
    return checksOf(step, items, context, vocabulary)
  } catch (error) {
    if (error instanceof NotYetKnown) return []
    throw error
  }
}

/** Milliseconds: a stop that took less last time is what the estimate counts with anyway. */
const slow = 1_000

/** How long the services that do not stop will hold up the others: what a look knows, or else what happened last time. */
export function slowStop(steps: readonly PlannedStep[], { lastTook }: RunContext): SlowStop | null {
  const killing = steps.filter(({ kill }) => kill !== null)
  const unwilling = killing.filter(({ kill }) => kill !== null && kill.expected.length > 0)
  if (unwilling.length > 0) {
    const seconds = unwilling.reduce((sum, { kill }) => sum + (kill?.after ?? 0), 0) / 1000
    return {
      least: seconds,
      most: seconds,
      why: unwilling.flatMap(({ kill }) => kill?.expected ?? []).join(', and '),
    }
  }
  const took = killing.reduce((sum, { id }) => sum + (lastTook?.get(id) ?? 0), 0)
  if (took < slow) return null
  return { least: 0, most: Math.round(took / 1000), why: 'services took that long to stop last time' }
}
