import type { Action, ActionInputs } from '../contract/action.js'
import { processInput } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { ofOwnLog, order, ownLogInput, subject } from './order.js'

export const serviceContinue: Action = {
  name: 'service.continue',
  summary: 'resumes a paused service (svc -c)',
  inputs: { ...processInput, ...ownLogInput },
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these services are paused now' },
  deadline: 5_000,
  plan: (system, context, inputs) => ({
    operations: paused(system, context, inputs).map(supervise =>
      order(supervise, inputs.own_log === true ? 'Lc' : 'c'),
    ),
  }),
  pending: (system, context, inputs) =>
    paused(system, context, inputs).map(supervise => ({ name: serviceName(supervise) })),
}

function paused(system: System, context: RunContext, inputs: ActionInputs): Supervise[] {
  return subject(system, context, inputs).filter(
    supervise => ofOwnLog(supervise, inputs).child?.state === 'T',
  )
}
