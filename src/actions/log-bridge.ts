import type { Action } from '../contract/action.js'
import type { Act } from '../contract/operation.js'
import { idOf } from '../contract/signal.js'
import { isLive } from '../system/interpret.js'
import type { Supervise, System } from '../system/system.js'
import { processInput } from './given-process.js'
import { subject } from './order.js'

export const logBridge: Action = {
  name: 'log.bridge',
  summary:
    'hands what a service writes to a pipe that nobody reads on to its log, which reads another one: by a cat that ends with the service',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the pipes are those of now' },
  deadline: 0,
  plan: (system, context, given) => ({
    acts: subject(system, context, given).flatMap(service => bridge(service, logBesides(system, service))),
  }),
  pending: () => [],
}

/** The log that runs in the service's own log directory and reads another pipe than the service writes to; null: none. */
export function logBesides(system: System, service: Supervise): Supervise | null {
  const pipe = service.process.descriptors[1]
  if (!pipe?.startsWith('pipe:') || isRead(system, pipe)) return null
  const place = system.services.find(({ directory }) => directory.id === service.directory?.id)
  return place?.logSupervises.find(({ process }) => process.descriptors[0]?.startsWith('pipe:')) ?? null
}

/** By a log, or by what stands in for one already. */
function isRead({ processes }: System, pipe: string): boolean {
  return [...processes.values()].some(process => isLive(process) && process.descriptors[0] === pipe)
}

function bridge(service: Supervise, log: Supervise | null): Act[] {
  if (log === null) return []
  return [
    {
      act: 'attach',
      argv: ['cat'],
      like: idOf(log.process),
      input: { process: idOf(service.process), descriptor: 1 },
      output: { process: idOf(log.process), descriptor: 0 },
    },
  ]
}
