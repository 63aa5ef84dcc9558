import type { Supervise, System } from '../system/system.js'
import type { Action, Given } from './action.js'
import { processInput } from './given-process.js'
import { serviceName } from './kin.js'
import { order, subject } from './order.js'

export const serviceContinue: Action = {
  name: 'service.continue',
  summary: 'lets a service go on that was paused (svc -c)',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the services are those that are paused now' },
  deadline: 5_000,
  plan: (system, _context, given) => ({
    acts: paused(system, given).map(supervise => order(supervise, 'c')),
  }),
  pending: (system, _context, given) =>
    paused(system, given).map(supervise => ({ name: serviceName(supervise) })),
}

function paused(system: System, given: Given): Supervise[] {
  return subject(system, given).filter(({ child }) => child?.state === 'T')
}
