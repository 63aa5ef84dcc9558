import type { CommandOutcome } from '../../contract/command.js'
import { exitText } from '../../contract/command.js'
import type { StepError, StepStatus } from '../../contract/events.js'
import type { Operation } from '../../contract/operation.js'
import type { Step } from '../../contract/runbook.js'
import { resultOf, skipped } from '../../contract/step-result.js'
import { isMapping } from '../../contract/value.js'
import { factsOf } from '../../runbook/operations/table.js'
import { batchesOf, type Item } from '../../runbook/plan/items.js'
import { planItems } from '../../runbook/plan/plan.js'
import { placeOf } from '../../runbook/plan/wrong-step.js'
import { tryStat } from '../../system/read.js'
import { type Attempt, hasNothingToDo } from './confirm-step.js'
import { runOperations } from './run-operations.js'
import { StepFailed } from './step-failed.js'
import { type Batches, numberOf, type StepRun } from './step-run.js'
import { linksWent } from './undo.js'
import { verifyStep } from './verify-step.js'

/** The progress of a step: a batch that was done and verified is not done again when the step is tried again. */
export interface StepProgress {
  batches: number
  readonly outcomes: CommandOutcome[]
}

/** Batch by batch: carries it out, then verifies on a fresh look before the next. Reports and records the result; null: success. */
export async function attemptStep(
  run: StepRun,
  attempt: Attempt,
  progress: StepProgress,
): Promise<StepError | null> {
  const { runEnvironment, input, step, done } = run
  const { planned, changes } = attempt
  const finish = openAttempt(run, attempt)
  // What an earlier attempt, or a dry run, has heard of it holds no more.
  input.results.delete(step.id)
  try {
    if (attempt.blocked !== null) throw new StepFailed(attempt.blocked.message, attempt.blocked.reason)
    if (changes === 'skip' || planned.ruledOut) {
      input.results.set(step.id, skipped)
      return finish('skipped')
    }
    if (changes.length > 0)
      throw new StepFailed('the system has changed since the plan was made', changes.join('; '))
    const batches = batchesOf(step, input.context, input.vocabulary)
    const count = countBatches(progress.batches)
    for (const batch of batches.slice(progress.batches)) {
      runEnvironment.checkInterrupted(linksWent(done))
      const counted =
        batches.length === 1 ? run : { ...run, batches: count(progress.batches, batches.length) }
      announce(counted, batch)
      const seen = progress.batches === 0 ? attempt.system : runEnvironment.observe()
      const operations =
        batches.length === 1
          ? planned.operations
          : planItems(step, batch, seen, input.context, input.vocabulary).operations
      requireDirectories(step, operations)
      const outcomes = await runOperations(counted, operations)
      requireSuccess(step, outcomes)
      await verifyStep(counted, batch, seen, outcomes)
      progress.outcomes.push(...outcomes)
      progress.batches += 1
    }
    input.results.set(step.id, resultOf(progress.outcomes))
    return finish(hasNothingToDo(planned) ? 'unchanged' : 'done')
  } catch (error) {
    return finish('failed', error)
  }
}

type Finish = (status: StepStatus, error?: unknown) => StepError | null

/** Reports that the attempt begins. An error that ends the whole run is thrown on, after the end of the attempt was reported. */
function openAttempt({ runEnvironment, input, step, index }: StepRun, { planned }: Attempt): Finish {
  const { thinking } = runEnvironment
  const started = performance.now() - thinking.spent
  runEnvironment.emit({ event: 'step-started', step: planned, ...numberOf(input, index) })
  const end = (status: StepStatus, error: StepError | null) => {
    const durationMs = Math.round(performance.now() - thinking.spent - started)
    const reason = error === null ? {} : { error: error.reason }
    runEnvironment.journal.write({ event: 'outcome', step: step.id, status, durationMs, ...reason })
    runEnvironment.emit({ event: 'step-finished', step: planned, status, durationMs, error })
    return error
  }
  return (status, error) => {
    if (error === undefined) return end(status, null)
    try {
      return end(status, StepFailed.from(error))
    } catch (interruption) {
      if (interruption !== error) throw interruption
      end(status, { message: 'the step did not finish', reason: (error as Error).message })
      throw error
    }
  }
}

/** `before`: batches that an earlier attempt has done. The others tell how long one takes. */
function countBatches(before: number): (done: number, total: number) => Batches {
  const started = performance.now()
  return (done, total) => {
    const each = (performance.now() - started) / (done - before)
    return { done, total, left: done === before ? null : each * (total - done) }
  }
}

function announce({ runEnvironment, step, batches }: StepRun, batch: readonly Item[]): void {
  if (batches === undefined) return
  const waitingFor = batch.map(item => itemName(step, item))
  runEnvironment.emit({ event: 'progress', step: step.id, ...batches, waitingFor })
}

function itemName({ forEach }: Step, { scope }: Item): string {
  const value = forEach === null ? undefined : scope[forEach.as]
  return String(isMapping(value) ? (value.name ?? '') : value)
}

/** The error of a program does not tell whether the program or its directory is missing. */
function requireDirectories(step: Step, operations: readonly Operation[]): void {
  if (step.cwd === null) return
  for (const operation of operations) {
    const command = factsOf(operation).command?.(operation)
    if (command === undefined || tryStat(command.cwd)?.isDirectory() === true) continue
    throw new StepFailed(
      `unable to run ${command.argv[0]} in ${command.cwd}`,
      `${placeOf(step, 'cwd')}there is no such directory`,
    )
  }
}

/** If an action checks the result itself, `verify` does, or another step uses the exit code, the code is no failure. */
function requireSuccess({ anyExitCode, task }: Step, outcomes: readonly CommandOutcome[]): void {
  const failed = outcomes.find(({ exitCode }) => exitCode !== 0)
  if (failed !== undefined && !anyExitCode && task.kind !== 'uses')
    throw new StepFailed('a command failed', exitText(failed))
}
