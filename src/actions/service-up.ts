import type { Action, Given } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { isUp } from '../system/interpret.js'
import { serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { processInput } from './given-process.js'
import { order, subject } from './order.js'

export const serviceUp: Action = {
  name: 'service.up',
  summary: 'starts a service that nobody has told to be down (svc -u)',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the services are those that are down now' },
  deadline: 10_000,
  plan: (system, context, given) => ({
    acts: down(system, context, given).map(supervise => order(supervise, 'u')),
  }),
  pending: (system, context, given) =>
    down(system, context, given).map(supervise => ({ name: serviceName(supervise) })),
}

function down(system: System, context: RunContext, given: Given): Supervise[] {
  return subject(system, context, given).filter(supervise => !isUp(supervise))
}
