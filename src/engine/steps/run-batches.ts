import type { CommandOutcome } from '../../contract/command.js'
import type { Operation } from '../../contract/operation.js'
import type { PlannedStep } from '../../contract/plan.js'
import type { Step } from '../../contract/runbook.js'
import { resultOf } from '../../contract/step-result.js'
import { isMapping } from '../../contract/value.js'
import { batchesOf, type Item } from '../../runbook/plan/items.js'
import { planItems } from '../../runbook/plan/plan.js'
import type { System } from '../../system/system.js'
import { exitText } from './exit-text.js'
import { runOperations } from './run-operations.js'
import { StepFailed } from './step-failed.js'
import type { StepRun } from './step-run.js'
import { linksWent } from './undo.js'
import { verifyStep } from './verify-step.js'

/** How far a step has come: a lot that was done and verified is not done again when the step is tried again. */
export interface StepProgress {
  batches: number
  readonly outcomes: CommandOutcome[]
}

/** Lot by lot: act, then verify on a fresh look before the next. `planned` was made on `system`. Throws where one fails. */
export async function runBatches(
  run: StepRun,
  planned: PlannedStep,
  system: System,
  stepProgress: StepProgress,
): Promise<void> {
  const { runEnvironment, input, step, done } = run
  const batches = batchesOf(step, input.context, input.vocabulary)
  for (const batch of batches.slice(stepProgress.batches)) {
    runEnvironment.checkInterrupted(linksWent(done))
    if (batches.length > 1) announce(run, batch, stepProgress.batches, batches.length)
    const seen = stepProgress.batches === 0 ? system : runEnvironment.observe()
    const operations = batches.length === 1 ? planned.operations : operationsFor(run, batch, seen)
    const outcomes = await runOperations(run, operations)
    requireSuccess(step, outcomes)
    await verifyStep(run, batch, seen)
    stepProgress.outcomes.push(...outcomes)
    stepProgress.batches += 1
  }
  input.results.set(step.id, resultOf(stepProgress.outcomes))
}

function operationsFor(
  { input, step }: StepRun,
  batch: readonly Item[],
  system: System,
): readonly Operation[] {
  return planItems(step, batch, system, input.context, input.vocabulary).operations
}

function announce(
  { runEnvironment, step }: StepRun,
  batch: readonly Item[],
  done: number,
  total: number,
): void {
  runEnvironment.emit({
    event: 'progress',
    step: step.id,
    done,
    total,
    waitingFor: batch.map(item => itemName(step, item)),
  })
}

function itemName({ forEach }: Step, { scope }: Item): string {
  const value = forEach === null ? undefined : scope[forEach.as]
  return String(isMapping(value) ? (value.name ?? '') : value)
}

/** Where an action looks for itself, `verify` tells whether it worked, or another step asks, the exit code is no failure. */
function requireSuccess({ anyExitCode, task }: Step, outcomes: readonly CommandOutcome[]): void {
  const failed = outcomes.find(({ exitCode }) => exitCode !== 0)
  if (failed !== undefined && !anyExitCode && task.kind !== 'uses')
    throw new StepFailed('a command failed', exitText(failed))
}
