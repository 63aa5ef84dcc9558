import type { Supervise, System } from '../system/system.js'
import type { Action, Given } from './action.js'
import { processInput } from './given-process.js'
import { serviceName } from './kin.js'
import { subject } from './order.js'
import { idOf } from './signal.js'

export const logDrain: Action = {
  name: 'log.drain',
  summary: 'waits until the log of an old copy has read every line of its pipe',
  inputs: processInput,
  effect: 'read',
  foresight: {
    fidelity: 'predicted',
    why: 'how much waits in the pipe shows only when its service has gone',
  },
  deadline: 0,
  plan: (system, _context, given) => ({
    acts: subjectLog(system, given).map(log => ({
      act: 'drain',
      process: idOf(log.process),
      what: `the log of ${serviceName(log)}`,
    })),
  }),
  pending: () => [],
}

export function subjectLog(system: System, given: Given): Supervise[] {
  return subject(system, given).filter(({ role }) => role === 'log')
}
