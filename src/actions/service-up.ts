import type { Action, ActionInputs } from '../contract/action.js'
import { processInput } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { serviceName } from '../system/processes.js'
import { isUp } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { ofOwnLog, order, ownLogInput, subject } from './order.js'

export const serviceUp: Action = {
  name: 'service.up',
  summary: 'starts a service that is down although nobody stopped it (svc -u)',
  inputs: { ...processInput, ...ownLogInput },
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these services are down now' },
  deadline: 10_000,
  plan: (system, context, inputs) => ({
    operations: down(system, context, inputs).map(supervise =>
      order(supervise, inputs.own_log === true ? 'Lu' : 'u'),
    ),
  }),
  pending: (system, context, inputs) =>
    down(system, context, inputs).map(supervise => ({ name: serviceName(supervise) })),
}

function down(system: System, context: RunContext, inputs: ActionInputs): Supervise[] {
  return subject(system, context, inputs).filter(supervise => !isUp(ofOwnLog(supervise, inputs)))
}
