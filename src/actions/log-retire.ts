import type { Act } from '../runbook/act.js'
import type { Supervise, System } from '../system/system.js'
import type { Action } from './action.js'
import { isTakenOver, justBeforeScan, notYetTakenOver } from './before-scan.js'
import { processInput } from './given-process.js'
import { subjectLog } from './log-drain.js'
import { isPipeKept, writerOf } from './pairs.js'
import { killSupervises, tellToExit, waitForSupervise } from './supervise-end.js'

export const logRetire: Action = {
  name: 'log.retire',
  summary:
    "ends the log of an old copy; where the service's new log waits for its lock, just before svscan's next scan",
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the logs are those of now' },
  deadline: 60_000,
  plan: (system, context, given) => ({
    acts: subjectLog(system, given).flatMap(log => [
      ...(isTakenOver(log, context) ? justBeforeScan(system) : []),
      ...endLog(log, system),
    ]),
  }),
  pending(system, context, given) {
    const left = subjectLog(system, given)
    if (left.length > 0) return left.flatMap(waitForSupervise)
    return subjectLog(context.initial, given).flatMap(log => notYetTakenOver(log, system, context))
  },
  insist: (system, _context, given) => killSupervises(subjectLog(system, given), system),
}

/** Of a pipe that no svscan keeps the log reads what is left and goes by itself; of another it would wait for ever. */
export function endLog(log: Supervise, system: System): Act[] {
  const ends = tellToExit(log)
  if (isPipeKept(writerOf(system, log), log)) return ends
  return ends.map(act => (act.act === 'control' ? { ...act, orders: 'x' } : act))
}
