import type { Action } from '../../actions/action.js'
import type { RunContext } from '../../runbook/context.js'
import { parseDuration } from '../../runbook/duration.js'
import { type Actions, actionNamed } from '../../runbook/plan.js'
import { resolveReferences } from '../../runbook/references.js'
import type { Step } from '../../runbook/runbook.js'

/** The action whose condition tells that the step is done; null: the acts alone are the step. */
export function verifierOf(step: Step, actions: Actions): Action | null {
  if (step.task.kind === 'uses') return actionNamed(step.task.action, actions)
  return step.verify === null ? null : actionNamed(step.verify.uses, actions)
}

/** Milliseconds until the step is given up, or insists. */
export function stepDeadline(step: Step, action: Action, context: RunContext): number {
  const own = action.deadlineFor?.(context) ?? null
  if (own !== null) return own
  const text = step.task.kind === 'uses' ? step.timeout : (step.verify?.deadline ?? null)
  if (text === null) return action.deadline
  return parseDuration(resolveReferences(text, { params: context.parameters })) ?? action.deadline
}
