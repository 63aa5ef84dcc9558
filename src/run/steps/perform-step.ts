import { type PlannedStep, planStep } from '../../runbook/plan.js'
import type { System } from '../../system/system.js'
import type { StepError } from '../events.js'
import type { StepAnswer } from '../questions.js'
import type { StepStatus } from '../record/journal.js'
import { act } from './act.js'
import { ask } from './ask.js'
import { differences } from './differences.js'
import type { StepRun } from './run-parts.js'
import { StepFailed } from './step-failed.js'
import { linksWent } from './undo.js'
import { verifyStep } from './verify-step.js'

export interface StepEnd {
  readonly verdict: 'go-on' | 'keep' | 'undo'
  /** How the run ends if it does not go on. */
  readonly outcome: 'failed' | 'stopped' | 'refused'
}

/** Milliseconds: who is asked may take his time, and what was shown must still be true then. */
const lookLasts = 500

const goOn: StepEnd = { verdict: 'go-on', outcome: 'stopped' }

/** One step, as often as the operator wants it tried: look, plan anew, confirm, act, verify. */
export async function performStep(run: StepRun): Promise<StepEnd> {
  let promised = run.input.plan.steps[run.index]
  for (;;) {
    const agreed = await agree(run, promised)
    if (agreed === 'keep' || agreed === 'undo') return { verdict: agreed, outcome: 'stopped' }
    const failure = await attempt(run, agreed)
    if (failure === null) return goOn
    const decision = await ask(run, questions => questions.failure(agreed.planned, failure))
    if (decision === 'skip') return goOn
    if (decision !== 'retry') {
      const untouched = agreed.changes.length > 0 && run.done.length === 0
      return { verdict: decision, outcome: untouched ? 'refused' : 'failed' }
    }
    // What is there now has been shown: it is what the operator agrees to.
    promised = undefined
  }
}

/** Looks until what is confirmed is still so when the answer has come. */
async function agree(run: StepRun, promised: PlannedStep | undefined): Promise<Attempt | 'keep' | 'undo'> {
  const { rim, step, done } = run
  for (;;) {
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
  if (planned.confirm === false || hasNothingToDo(planned)) return 'run'
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
async function attempt(run: StepRun, now: Attempt): Promise<StepError | null> {
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
  const { status, error } = await outcomeOf(run, now).catch((interruption: Error) => {
    finish('failed', { message: 'the step was left', reason: interruption.message })
    throw interruption
  })
  finish(status, error)
  return error
}

async function outcomeOf(
  run: StepRun,
  { planned, system, changes }: Attempt,
): Promise<{ status: StepStatus; error: StepError | null }> {
  if (changes === 'skip') return { status: 'skipped', error: null }
  try {
    if (changes.length > 0)
      throw new StepFailed('the system has changed since the plan was made', changes.join('; '))
    await act(run, planned.acts)
    await verifyStep(run, system)
    return { status: hasNothingToDo(planned) ? 'unchanged' : 'done', error: null }
  } catch (error) {
    return { status: 'failed', error: StepFailed.from(error) }
  }
}
