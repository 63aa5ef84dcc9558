import { formatDuration } from '../../runbook/duration.js'
import { type PlannedStep, planStep } from '../../runbook/plan.js'
import { skipped } from '../../runbook/step-result.js'
import { toMilliseconds } from '../../runbook/tasks.js'
import type { System } from '../../system/system.js'
import type { StepError } from '../events.js'
import type { FailureAnswer, StepAnswer } from '../questions.js'
import type { StepStatus } from '../record/journal.js'
import { ask } from './ask.js'
import { differences } from './differences.js'
import type { StepRun } from './run-parts.js'
import { StepFailed } from './step-failed.js'
import { linksWent } from './undo.js'
import { pause, pauseUnlessInterrupted } from './wait.js'
import { type Headway, workThrough } from './work-through.js'

export interface StepEnd {
  readonly verdict: 'go-on' | 'keep' | 'undo'
  /** How the run ends if it does not go on, or what stays to be said of it if it does. */
  readonly outcome: 'done' | 'failed' | 'stopped' | 'refused'
}

/** Milliseconds: who is asked may take his time, and what was shown must still be true then. */
const lookLasts = 500

const goOn: StepEnd = { verdict: 'go-on', outcome: 'done' }

/** One step, as often as the operator wants it tried: look, plan anew, confirm, act, verify. */
export async function performStep(run: StepRun): Promise<StepEnd> {
  let promised = run.input.plan.steps[run.index]
  const headway: Headway = { lots: 0, outcomes: [] }
  for (;;) {
    const agreed = await agree(run, promised)
    if (agreed === 'keep' || agreed === 'undo') return { verdict: agreed, outcome: 'stopped' }
    const failure = await attempts(run, agreed, headway)
    if (failure === null) return goOn
    const decision = await decide(run, agreed, failure)
    if (decision === 'continue') return { verdict: 'go-on', outcome: 'failed' }
    if (decision === 'skip') return goOn
    if (decision !== 'retry') {
      const untouched = agreed.changes.length > 0 && run.done.length === 0
      return { verdict: decision, outcome: untouched ? 'refused' : 'failed' }
    }
    // What is there now has been shown: it is what the operator agrees to.
    promised = undefined
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
async function attempts(run: StepRun, first: Attempt, headway: Headway): Promise<StepError | null> {
  const { rim, step, done, input } = run
  const { attempts: most, delay, total } = step.retry
  const started = performance.now()
  const wait = toMilliseconds(delay, input.context)
  const limit = total === null ? Number.POSITIVE_INFINITY : toMilliseconds(total, input.context)
  let now = first
  for (let count = 1; ; count++) {
    const failure = await attempt(run, now, headway)
    const late = performance.now() - started + wait > limit
    if (failure === null || first.changes.length > 0 || count >= most || late) return failure
    const text = `attempt ${count} of ${most} failed (${failure.reason}): the next in ${formatDuration(wait)}`
    rim.emit({ event: 'note', step: step.id, text })
    await pauseUnlessInterrupted(wait, () => rim.checkInterrupted(linksWent(done)))
    now = { ...look(run), changes: [] }
  }
}

/** Looks until what is confirmed is still so when the answer has come. */
async function agree(run: StepRun, promised: PlannedStep | undefined): Promise<Attempt | 'keep' | 'undo'> {
  const { rim, step, done } = run
  for (;;) {
    // A signal that has come shows only when the event loop has had its turn.
    await pause(0)
    rim.checkInterrupted(linksWent(done))
    const shown = look(run)
    const changes = promised?.fidelity === 'exact' ? differences(promised, shown.planned) : []
    if (changes.length > 0) return { ...shown, changes }
    const asked = performance.now()
    const answer = await confirm(run, shown.planned)
    if (answer === 'keep' || answer === 'undo') return answer
    if (answer === 'skip') return { ...shown, changes: 'skip' }
    if (performance.now() - asked < lookLasts) return { ...shown, changes }
    const now = look(run)
    if (differences(shown.planned, now.planned).length === 0) return { ...now, changes }
    rim.emit({
      event: 'note',
      step: step.id,
      text: 'the system has changed while you were asked: look again',
    })
  }
}

function look({ rim, input, step }: StepRun): Pick<Attempt, 'system' | 'planned'> {
  const system = rim.observe()
  return { system, planned: planStep(step, system, input.context, input.actions) }
}

async function confirm(run: StepRun, planned: PlannedStep): Promise<StepAnswer> {
  if (planned.confirm === false || planned.ruledOut || hasNothingToDo(planned)) return 'run'
  return ask(run, questions => questions.step(planned, run.index, run.input.runbook.steps.length))
}

function hasNothingToDo(planned: PlannedStep): boolean {
  return planned.acts.length === 0 && planned.effect !== 'read'
}

interface Attempt {
  readonly planned: PlannedStep
  readonly system: System
  /** What is not as it was planned; or that the step is not wanted. */
  readonly changes: 'skip' | readonly string[]
}

/** Says what happens, and writes it down; null where it went well. */
async function attempt(run: StepRun, now: Attempt, headway: Headway): Promise<StepError | null> {
  const { planned } = now
  const { rim, input, step, index } = run
  const started = performance.now()
  rim.emit({ event: 'step-started', step: planned, index, of: input.runbook.steps.length })
  const finish = (status: StepStatus, error: StepError | null) => {
    const durationMs = Math.round(performance.now() - started)
    const reason = error === null ? {} : { error: error.reason }
    rim.journal.write({ event: 'outcome', step: step.id, status, durationMs, ...reason })
    rim.emit({ event: 'step-finished', step: planned, status, durationMs, error })
  }
  const { status, error } = await outcomeOf(run, now, headway).catch((interruption: Error) => {
    finish('failed', { message: 'the step was left', reason: interruption.message })
    throw interruption
  })
  finish(status, error)
  return error
}

async function outcomeOf(
  run: StepRun,
  { planned, system, changes }: Attempt,
  headway: Headway,
): Promise<{ status: StepStatus; error: StepError | null }> {
  if (changes === 'skip' || planned.ruledOut) {
    run.input.results.set(run.step.id, skipped)
    return { status: 'skipped', error: null }
  }
  try {
    if (changes.length > 0)
      throw new StepFailed('the system has changed since the plan was made', changes.join('; '))
    await workThrough(run, planned, system, headway)
    return { status: hasNothingToDo(planned) ? 'unchanged' : 'done', error: null }
  } catch (error) {
    return { status: 'failed', error: StepFailed.from(error) }
  }
}
