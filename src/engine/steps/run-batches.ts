import type { CommandOutcome } from '../../contract/command.js'
import type { Act } from '../../contract/operation.js'
import type { PlannedStep } from '../../contract/plan.js'
import type { Step } from '../../contract/runbook.js'
import { resultOf } from '../../contract/step-result.js'
import { isRecord } from '../../contract/value.js'
import { type Item, lotsOf } from '../../runbook/plan/items.js'
import { planItems } from '../../runbook/plan/plan.js'
import type { System } from '../../system/system.js'
import { exitText } from './exit-text.js'
import { act } from './run-operations.js'
import { StepFailed } from './step-failed.js'
import type { StepRun } from './step-run.js'
import { linksWent } from './undo.js'
import { verifyStep } from './verify-step.js'

/** How far a step has come: a lot that was done and verified is not done again when the step is tried again. */
export interface Headway {
  lots: number
  readonly outcomes: CommandOutcome[]
}

/** Lot by lot: act, then verify on a fresh look before the next. `planned` was made on `system`. Throws where one fails. */
export async function workThrough(
  run: StepRun,
  planned: PlannedStep,
  system: System,
  headway: Headway,
): Promise<void> {
  const { rim, input, step, done } = run
  const lots = lotsOf(step, input.context, input.vocabulary)
  for (const lot of lots.slice(headway.lots)) {
    rim.checkInterrupted(linksWent(done))
    if (lots.length > 1) announce(run, lot, headway.lots, lots.length)
    const seen = headway.lots === 0 ? system : rim.observe()
    const acts = lots.length === 1 ? planned.acts : actsFor(run, lot, seen)
    const outcomes = await act(run, acts)
    requireSuccess(step, outcomes)
    await verifyStep(run, lot, seen)
    headway.outcomes.push(...outcomes)
    headway.lots += 1
  }
  input.results.set(step.id, resultOf(headway.outcomes))
}

function actsFor({ input, step }: StepRun, lot: readonly Item[], system: System): readonly Act[] {
  return planItems(step, lot, system, input.context, input.vocabulary).acts
}

function announce({ rim, step }: StepRun, lot: readonly Item[], done: number, total: number): void {
  rim.emit({
    event: 'progress',
    step: step.id,
    done,
    total,
    waitingFor: lot.map(item => itemName(step, item)),
  })
}

function itemName({ forEach }: Step, { scope }: Item): string {
  const value = forEach === null ? undefined : scope[forEach.as]
  return String(isRecord(value) ? (value.name ?? '') : value)
}

/** Where an action looks for itself, `verify` tells whether it worked, or another step asks, the exit code is no failure. */
function requireSuccess({ anyExitCode, task }: Step, outcomes: readonly CommandOutcome[]): void {
  const failed = outcomes.find(({ exitCode }) => exitCode !== 0)
  if (failed !== undefined && !anyExitCode && task.kind !== 'uses')
    throw new StepFailed('a command failed', exitText(failed))
}
