import type { Action } from '../contract/action.js'
import type { Operation } from '../contract/operation.js'
import { logBesides } from '../system/pairs.js'
import { idOf } from '../system/processes.js'
import type { Supervise } from '../system/system.js'
import { subject } from './order.js'
import { processInput } from './process-input.js'

export const logBridge: Action = {
  name: 'log.bridge',
  summary:
    'hands what a service writes to a pipe that nobody reads on to its log, which reads another one: by a cat that ends with the service',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'the pipes are those of now' },
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
