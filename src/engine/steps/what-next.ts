import type { RunEvent } from '../../contract/events.js'
import type { Check } from '../../runbook/plan/checks.js'
import { autoConfirm } from '../session/auto-confirm.js'
import type { StepRun } from './step-run.js'

export type WhatNext = NonNullable<Extract<RunEvent, { event: 'progress' }>['next']>

/** What happens at the end of a wait. `waited`: how long it will have lasted by then. undefined: nothing worth telling. */
export function whatNext(
  { action, deadline }: Extract<Check, { kind: 'watch' }>,
  { input, runEnvironment }: StepRun,
  waited: number,
): WhatNext | undefined {
  if (action.kills === undefined)
    return action.escalate === undefined ? { after: waited, does: 'fail' } : undefined
  const { asks, isSecond } = action.kills
  const isAsked = asks && runEnvironment.questions.escalate !== autoConfirm.escalate
  return {
    after: waited + (isSecond === true && waited === deadline ? action.deadline : 0),
    does: input.context.noKill === true ? 'fail' : isAsked ? 'ask' : 'kill',
  }
}
