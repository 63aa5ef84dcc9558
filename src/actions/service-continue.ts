import type { Action, Given } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { processInput } from './given-process.js'
import { order, subject } from './order.js'

export const serviceContinue: Action = {
  name: 'service.continue',
  summary: 'lets a service go on that was paused (svc -c)',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the services are those that are paused now' },
  deadline: 5_000,
  plan: (system, context, given) => ({
    acts: paused(system, context, given).map(supervise => order(supervise, 'c')),
  }),
  pending: (system, context, given) =>
    paused(system, context, given).map(supervise => ({ name: serviceName(supervise) })),
}

function paused(system: System, context: RunContext, given: Given): Supervise[] {
  return subject(system, context, given).filter(({ child }) => child?.state === 'T')
}
