import type { Action } from '../contract/action.js'
import { processInput } from '../contract/action.js'
import type { Operation } from '../contract/operation.js'
import { logBesides } from '../system/pairs.js'
import { idOf } from '../system/processes.js'
import type { Supervise } from '../system/system.js'
import { subject } from './order.js'

export const logBridge: Action = {
  name: 'log.bridge',
  summary:
    'starts a cat that reads the pipe of a service, which nobody reads, and writes to the pipe that its log reads; it ends with the service',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these pipes are open now' },
  deadline: 0,
  plan: (system, context, inputs) => ({
    operations: subject(system, context, inputs).flatMap(service =>
      bridge(service, logBesides(system, service)),
    ),
  }),
  pending: () => [],
}

function bridge(service: Supervise, log: Supervise | null): Operation[] {
  if (log === null) return []
  return [
    {
      kind: 'attach',
      argv: ['cat'],
      like: idOf(log.process),
      input: { process: idOf(service.process), descriptor: 1 },
      output: { process: idOf(log.process), descriptor: 0 },
    },
  ]
}
