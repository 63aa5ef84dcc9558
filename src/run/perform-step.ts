import type { Act } from '../runbook/act.js'
import { type PlannedStep, planStep } from '../runbook/plan.js'
import type { Step } from '../runbook/runbook.js'
import { act } from './act.js'
import { ask } from './ask.js'
import { differences } from './differences.js'
import type { StepError } from './events.js'
import type { StepStatus } from './journal.js'
import type { Rim, RunInput } from './perform.js'
import type { StepAnswer } from './questions.js'
import { StepFailed } from './step-failed.js'
import { linksAreOut } from './undo.js'
import { verifyStep } from './verify-step.js'

export interface StepRun {
  readonly input: RunInput
  readonly rim: Rim
  /** Every act of the run so far, in order: what undo takes back. */
  readonly done: Act[]
  readonly step: Step
  readonly index: number
}

export interface StepEnd {
  readonly verdict: 'go-on' | 'keep' | 'undo'
  /** How the run ends if it does not go on. */
  readonly outcome: 'failed' | 'stopped' | 'refused'
}

const goOn: StepEnd = { verdict: 'go-on', outcome: 'stopped' }

/** One step, as often as the operator wants it tried: look, plan anew, confirm, act, verify. */
export async function performStep(run: StepRun): Promise<StepEnd> {
  const { input, rim, step, index, done } = run
  let promised = input.plan.steps[index]
  for (;;) {
    rim.checkInterrupted(linksAreOut(done))
    const planned = planStep(step, rim.observe(), input.context, input.actions)
    const changes = promised?.fidelity === 'exact' ? differences(promised, planned) : []
    const answer = changes.length > 0 ? 'run' : await confirm(run, planned)
    if (answer === 'keep' || answer === 'undo') return { verdict: answer, outcome: 'stopped' }
    const failure = await attempt(run, planned, answer === 'skip' ? 'skip' : changes)
    if (failure === null) return goOn
    const decision = await ask(run, questions => questions.failure(planned, failure))
    if (decision === 'skip') return goOn
    if (decision !== 'retry') {
      const untouched = changes.length > 0 && done.length === 0
      return { verdict: decision, outcome: untouched ? 'refused' : 'failed' }
    }
    // What is there now has been shown: it is what the operator agrees to.
    promised = undefined
  }
}

async function confirm(run: StepRun, planned: PlannedStep): Promise<StepAnswer> {
  if (planned.confirm === false || hasNothingToDo(planned)) return 'run'
  return ask(run, questions => questions.step(planned, run.index, run.input.runbook.steps.length))
}

function hasNothingToDo(planned: PlannedStep): boolean {
  return planned.acts.length === 0 && planned.effect !== 'read'
}

/** Says what happens, and writes it down; null where it went well. */
async function attempt(
  run: StepRun,
  planned: PlannedStep,
  plan: 'skip' | readonly string[],
): Promise<StepError | null> {
  const { rim, input, step, index } = run
  const started = performance.now()
  rim.emit({ event: 'step-started', step: planned, index, of: input.runbook.steps.length })
  const { status, error } = await outcomeOf(run, planned, plan).catch((interruption: Error) => {
    const durationMs = Math.round(performance.now() - started)
    const error = { message: 'the step was left', reason: interruption.message }
    rim.emit({ event: 'step-finished', step: planned, status: 'failed', durationMs, error })
    throw interruption
  })
  const durationMs = Math.round(performance.now() - started)
  rim.journal.write({
    event: 'outcome',
    step: step.id,
    status,
    durationMs,
    ...(error === null ? {} : { error: error.reason }),
  })
  rim.emit({ event: 'step-finished', step: planned, status, durationMs, error })
  return error
}

async function outcomeOf(
  run: StepRun,
  planned: PlannedStep,
  plan: 'skip' | readonly string[],
): Promise<{ status: StepStatus; error: StepError | null }> {
  if (plan === 'skip') return { status: 'skipped', error: null }
  try {
    if (plan.length > 0)
      throw new StepFailed('the system has changed since the plan was made', plan.join('; '))
    await act(run, planned.acts)
    await verifyStep(run)
    return { status: hasNothingToDo(planned) ? 'unchanged' : 'done', error: null }
  } catch (error) {
    return { status: 'failed', error: StepFailed.from(error) }
  }
}
