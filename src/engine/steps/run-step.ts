import type { StepError } from '../../contract/events.js'
import type { PlannedStep } from '../../contract/plan.js'
import type { FailureAnswer } from '../../contract/questions.js'
import { skipped } from '../../contract/step-result.js'
import type { StepStatus } from '../../contract/step-status.js'
import { toMilliseconds } from '../../runbook/plan/tasks.js'
import { formatDuration } from '../../text/duration.js'
import { ask } from './ask.js'
import { type Attempt, type ConfirmedPlan, confirmStep, hasNothingToDo, look } from './confirm-step.js'
import { runBatches, type StepProgress } from './run-batches.js'
import { StepFailed } from './step-failed.js'
import type { StepRun } from './step-run.js'
import { linksWent } from './undo.js'
import { pauseUnlessInterrupted } from './wait.js'

export interface StepEnd {
  readonly verdict: 'go-on' | 'keep' | 'undo'
  /** How the run ends if it does not go on, or what stays to be said of it if it does. */
  readonly outcome: 'done' | 'failed' | 'stopped' | 'refused'
}

const goOn: StepEnd = { verdict: 'go-on', outcome: 'done' }

/** One step, as often as the operator wants it tried: look, plan anew, confirm, act, verify. */
export async function runStep(run: StepRun, confirmedPlan: ConfirmedPlan): Promise<StepEnd> {
  const stepProgress: StepProgress = { batches: 0, outcomes: [] }
  const before = run.done.length
  let retried: PlannedStep | null = null
  for (;;) {
    const agreed = await confirmStep(run, confirmedPlan, retried)
    if (agreed === 'keep' || agreed === 'undo') return { verdict: agreed, outcome: 'stopped' }
    const failure = await attempts(run, agreed, stepProgress)
    confirmedPlan.baseline.acted(run.done.slice(before))
    if (failure === null) return goOn
    const decision = await decide(run, agreed, failure)
    if (decision === 'continue') return { verdict: 'go-on', outcome: 'failed' }
    if (decision === 'skip') return goOn
    if (decision !== 'retry') {
      const untouched = agreed.changes.length > 0 && run.done.length === 0
      return { verdict: decision, outcome: untouched ? 'refused' : 'failed' }
    }
    // What is there now has been shown: it is what the operator agrees to.
    confirmedPlan.promises[run.index] = undefined
    retried = agreed.planned
    confirmedPlan.baseline.accept(run.runEnvironment.observe())
  }
}

/** What the runbook says for a failure, else whoever is asked. A system that has changed is no failure of the step. */
async function decide(
  run: StepRun,
  { planned, changes }: Attempt,
  failure: StepError,
): Promise<FailureAnswer | 'continue'> {
  const { onFailure } = run.step
  if (onFailure === 'ask' || changes.length > 0)
    return ask(run, questions => questions.failure(planned, failure))
  return onFailure === 'stop' ? 'keep' : onFailure
}

/** As often as the step's `retry` says, each time on a fresh look. */
async function attempts(run: StepRun, first: Attempt, stepProgress: StepProgress): Promise<StepError | null> {
  const { runEnvironment, step, done, input } = run
  const { attempts: most, delay, total } = step.retry
  const started = performance.now()
  const wait = toMilliseconds(delay, input.context)
  const limit = total === null ? Number.POSITIVE_INFINITY : toMilliseconds(total, input.context)
  let now = first
  for (let count = 1; ; count++) {
    const failure = await attempt(run, now, stepProgress)
    const late = performance.now() - started + wait > limit
    if (failure === null || first.changes.length > 0 || count >= most || late) return failure
    const text = `attempt ${count} of ${most} failed (${failure.reason}): the next in ${formatDuration(wait)}`
    runEnvironment.emit({ event: 'note', step: step.id, text })
    await pauseUnlessInterrupted(wait, () => runEnvironment.checkInterrupted(linksWent(done)))
    now = { ...look(run), changes: [] }
  }
}

/** Says what happens, and writes it down; null where it went well. */
async function attempt(run: StepRun, now: Attempt, stepProgress: StepProgress): Promise<StepError | null> {
  const { planned } = now
  const { runEnvironment, input, step, index } = run
  const started = performance.now()
  runEnvironment.emit({ event: 'step-started', step: planned, index, of: input.runbook.steps.length })
  const finish = (status: StepStatus, error: StepError | null) => {
    const durationMs = Math.round(performance.now() - started)
    const reason = error === null ? {} : { error: error.reason }
    runEnvironment.journal.write({ event: 'outcome', step: step.id, status, durationMs, ...reason })
    runEnvironment.emit({ event: 'step-finished', step: planned, status, durationMs, error })
  }
  const { status, error } = await outcomeOf(run, now, stepProgress).catch((interruption: Error) => {
    finish('failed', { message: 'the step was left', reason: interruption.message })
    throw interruption
  })
  finish(status, error)
  return error
}

async function outcomeOf(
  run: StepRun,
  { planned, system, changes }: Attempt,
  stepProgress: StepProgress,
): Promise<{ status: StepStatus; error: StepError | null }> {
  if (changes === 'skip' || planned.ruledOut) {
    run.input.results.set(run.step.id, skipped)
    return { status: 'skipped', error: null }
  }
  try {
    if (changes.length > 0)
      throw new StepFailed('the system has changed since the plan was made', changes.join('; '))
    await runBatches(run, planned, system, stepProgress)
    return { status: hasNothingToDo(planned) ? 'unchanged' : 'done', error: null }
  } catch (error) {
    return { status: 'failed', error: StepFailed.from(error) }
  }
}
