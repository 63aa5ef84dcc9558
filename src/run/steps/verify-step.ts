import type { Action } from '../../actions/action.js'
import { planStep } from '../../runbook/plan.js'
import type { System } from '../../system/system.js'
import { act } from './act.js'
import { ask } from './ask.js'
import type { StepRun } from './run-parts.js'
import { StepFailed } from './step-failed.js'
import { stepDeadline, verifierOf } from './step-parts.js'
import { linksWent } from './undo.js'
import { namesOf, pause, type WaitEnd, waitUntilDone } from './wait.js'

/** Waits until the step's condition holds; past the deadline insists, where the action knows how. */
export async function verifyStep(run: StepRun, asPlanned: System): Promise<void> {
  const { input, step } = run
  const action = verifierOf(step, input.actions)
  if (action === null) return
  const deadline = stepDeadline(step, action, input.context)
  const total = namesOf(action.pending(asPlanned, input.context)).length
  const first = await waitFor(action, run, { deadline, total })
  const reached = first.pending.length === 0 ? first : await insist(action, run, first, total)
  if (action.steady === undefined) return
  await pause(action.steady)
  const after = await waitFor(action, run, { deadline, total, before: reached.system })
  if (after.pending.length > 0) throw notReached(after)
}

async function insist(action: Action, run: StepRun, late: WaitEnd, total: number): Promise<WaitEnd> {
  const { input, rim, step } = run
  const insistence = action.insist?.(rim.observe({ around: true }), input.context) ?? null
  if (insistence === null) throw notReached(late)
  for (const text of rim.readLog(insistence.show ?? [])) rim.emit({ event: 'note', step: step.id, text })
  if (insistence.question !== null) {
    const planned = planStep(step, late.system, input.context, input.actions)
    const { question } = insistence
    if (!(await ask(run, questions => questions.insist(planned, question)))) throw notReached(late)
  }
  rim.emit({ event: 'note', step: step.id, text: insistence.note })
  await act(run, insistence.acts)
  const end = await waitFor(action, run, { deadline: insistence.patience ?? action.deadline, total })
  if (end.pending.length > 0) throw notReached(end)
  return end
}

async function waitFor(
  action: Action,
  run: StepRun,
  {
    deadline,
    total,
    before,
  }: { readonly deadline: number; readonly total: number; readonly before?: System },
): Promise<WaitEnd> {
  const { input, rim, step, done } = run
  return waitUntilDone({
    deadline,
    total,
    look() {
      const system = rim.observe()
      return { system, pending: action.pending(system, input.context, before) }
    },
    progress: (finished, total, waitingFor) =>
      rim.emit({ event: 'progress', step: step.id, done: finished, total, waitingFor }),
    checkInterrupted: () => rim.checkInterrupted(linksWent(done)),
  })
}

function notReached({ pending }: WaitEnd): StepFailed {
  const names = namesOf(pending)
  const more = names.length > 8 ? ` and ${names.length - 8} more` : ''
  return new StepFailed(
    'the step did not reach what it is for',
    `not yet: ${names.slice(0, 8).join(', ')}${more}`,
  )
}
