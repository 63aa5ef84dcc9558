import type { StepError } from '../../contract/events.js'
import type { PlannedStep } from '../../contract/plan.js'
import type { FailureAnswer } from '../../contract/questions.js'
import { toMilliseconds } from '../../runbook/plan/tasks.js'
import { formatDuration } from '../../text/duration.js'
import { ask } from './ask.js'
import { attemptStep, type StepProgress } from './attempt-step.js'
import { type Attempt, type ConfirmedPlan, confirmStep, look } from './confirm-step.js'
import { pauseUnlessInterrupted } from './pause.js'
import type { StepRun } from './step-run.js'
import { linksWent } from './undo.js'

export interface StepEnd {
  readonly verdict: 'go-on' | 'keep' | 'undo'
  /** How the run ends if it does not continue, or what remains to be said if it does. */
  readonly outcome: 'done' | 'failed' | 'stopped' | 'refused'
}

const goOn: StepEnd = { verdict: 'go-on', outcome: 'done' }

/** One step, as often as its `retry` and the operator want: look, plan again, confirm, carry out, verify. */
export async function runStep(run: StepRun, confirmedPlan: ConfirmedPlan): Promise<StepEnd> {
  const progress: StepProgress = { batches: 0, outcomes: [] }
  const before = run.done.length
  let retried: PlannedStep | null = null
  for (;;) {
    const confirmed = await confirmStep(run, confirmedPlan, retried)
    if (confirmed === 'keep' || confirmed === 'undo') return { verdict: confirmed, outcome: 'stopped' }
    const started = performance.now()
    let failure = await attemptStep(run, confirmed, progress)
    for (let count = 1; failure !== null && isRetried(run, confirmed, count, started); count++) {
      await waitForRetry(run, failure, count)
      failure = await attemptStep(run, { ...look(run), changes: [] }, progress)
    }
    confirmedPlan.baseline.acted(run.done.slice(before))
    if (failure === null) return goOn
    const decision = await decide(run, confirmed, failure)
    if (decision === 'continue') return { verdict: 'go-on', outcome: 'failed' }
    if (decision === 'skip') return goOn
    if (decision !== 'retry') {
      const untouched = confirmed.changes.length > 0 && run.done.length === 0
      return { verdict: decision, outcome: untouched ? 'refused' : 'failed' }
    }
    // The operator has been shown the present state and agrees to it.
    confirmedPlan.promises[run.index] = undefined
    retried = confirmed.planned
    confirmedPlan.baseline.accept(run.runEnvironment.observe())
  }
}

/** What the runbook says for a failure, or else the operator's answer. A changed system is not a failure of the step. */
async function decide(
  run: StepRun,
  { planned, changes }: Attempt,
  failure: StepError,
): Promise<FailureAnswer | 'continue'> {
  const { onFailure } = run.step
  if (onFailure === 'ask' || changes.length > 0)
    return ask(run, questions => questions.failure(planned, failure))
  const text = `on_failure: ${onFailure}: ${consequences[onFailure]}`
  run.runEnvironment.emit({ event: 'note', step: run.step.id, text })
  return onFailure === 'stop' ? 'keep' : onFailure
}

const consequences = {
  stop: 'the run stops here',
  continue: 'the run continues with the next step',
  undo: 'the run is undone, and stops',
} as const

/** `count`: failed attempts. If the system has changed, the step is not tried again. */
function isRetried({ step, input }: StepRun, { changes }: Attempt, count: number, started: number): boolean {
  const { attempts, delay, total } = step.retry
  if (changes.length > 0 || count >= attempts) return false
  if (total === null) return true
  const wait = toMilliseconds(delay, input.context)
  return performance.now() - started + wait <= toMilliseconds(total, input.context)
}

async function waitForRetry(run: StepRun, { reason }: StepError, count: number): Promise<void> {
  const { runEnvironment, step, done, input } = run
  const wait = toMilliseconds(step.retry.delay, input.context)
  const text = `attempt ${count} of ${step.retry.attempts} failed (${reason}); the next one in ${formatDuration(wait)}`
  runEnvironment.emit({ event: 'note', step: step.id, text })
  await pauseUnlessInterrupted(wait, () => runEnvironment.checkInterrupted(linksWent(done)))
}
