import type { RunStatus } from '../../contract/events.js'
import type { Operation } from '../../contract/operation.js'
import { Interrupted } from '../../contract/questions.js'
import { endingSignals } from '../../contract/signals.js'
import { ExitCode } from '../../errors.js'
import { openBaseline } from './baseline.js'
import type { ConfirmedPlan } from './confirm-step.js'
import { runStep } from './run-step.js'
import type { RunEnvironment, RunInput, StepsEnd } from './step-run.js'
import { undoRun } from './undo-run.js'

/** Carries a plan out. For each step: look, plan again, confirm, record, carry out, verify on a fresh look. */
export async function runSteps(
  input: RunInput,
  runEnvironment: RunEnvironment,
  done: Operation[],
): Promise<StepsEnd> {
  let status: RunStatus = 'done'
  try {
    if (input.changes.length > 0 && !(await runEnvironment.questions.goOn(input.changes)))
      return { status: 'stopped', exitCode: ExitCode.stopped, closing: null }
    const [first] = input.runbook.steps
    for (const text of input.notes) runEnvironment.emit({ event: 'note', step: first?.id ?? '', text })
    const confirmedPlan: ConfirmedPlan = {
      promises: [...input.plan.steps],
      baseline: openBaseline(input.plan, input.plannedOn, input.doneBefore),
    }
    for (const [index, step] of input.runbook.steps.entries()) {
      const { verdict, outcome } = await runStep(
        { input, runEnvironment, done, begun: done.length, step, index },
        confirmedPlan,
      )
      if (verdict === 'undo') return await undo(input, runEnvironment, done, outcome)
      if (verdict === 'keep') {
        const closing = onlyChecksFrom(input, index) ? input.closing : null
        return { status: outcome, exitCode: exitCodes[outcome], closing }
      }
      // The runbook tells the run to continue after this failure.
      if (outcome === 'failed') status = outcome
    }
    return { status, exitCode: exitCodes[status], closing: input.closing }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    return { status: 'stopped', exitCode: endingSignals[error.signal], closing: null }
  }
}

async function undo(
  input: RunInput,
  runEnvironment: RunEnvironment,
  done: readonly Operation[],
  outcome: RunStatus,
): Promise<StepsEnd> {
  if (await undoRun(input, runEnvironment, done))
    return { status: outcome, exitCode: exitCodes[outcome], closing: 'undone' }
  return { status: 'failed', exitCode: ExitCode.failed, closing: 'open' }
}

const exitCodes: Readonly<Record<RunStatus, number>> = ExitCode

/** Every operation has been done. If a check still fails, another cure is needed; resuming would not help. */
function onlyChecksFrom({ plan }: RunInput, index: number): boolean {
  return plan.steps.slice(index).every(({ effect }) => effect === 'read')
}
