import type { Action, ActionInputs } from '../contract/action.js'
import { processInput } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Supervise, System } from '../system/system.js'
import { subject } from './order.js'
import { endSupervises, tellToExit, waitForSupervise } from './supervise-end.js'

export const superviseRetire: Action = {
  name: 'supervise.retire',
  summary: 'ends the supervise of an old copy of a service, and what it runs, but not its log',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these supervises run now' },
  deadline: 30_000,
  plan: (system, context, inputs) => ({
    operations: old(system, context, inputs).flatMap(each => tellToExit(each, system)),
  }),
  pending: (system, context, inputs) => old(system, context, inputs).flatMap(waitForSupervise),
  // SIGTERM comes first.
  kills: { asks: true, isSecond: true },
  escalate: (system, context, inputs, round) => endSupervises(old(system, context, inputs), system, round),
}

function old(system: System, context: RunContext, inputs: ActionInputs): Supervise[] {
  return subject(system, context, inputs).filter(({ role }) => role === 'service')
}
