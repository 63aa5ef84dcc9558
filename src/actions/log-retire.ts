import type { Action, ActionInputs } from '../contract/action.js'
import { processInput } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Operation } from '../contract/operation.js'
import { isPipeKept, writerOf } from '../system/pairs.js'
import { idOf, serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { isTakenOver, justBeforeScan, notYetTakenOver } from './before-scan.js'
import { endLine } from './end-line.js'
import { keepDown, letGo, stillKept } from './keep-down.js'
import { subject } from './order.js'
import { tellToExit, waitForSupervise } from './supervise-end.js'

export const logRetire: Action = {
  name: 'log.retire',
  summary:
    "ends the log of an old copy when it has read every line; if the service's new log waits for its lock, just before svscan's next scan",
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these logs run now' },
  deadline: 60_000,
  plan: (system, context, inputs) => ({
    operations: subjectLog(system, context, inputs).flatMap(log => [
      ...keepDown([log], system),
      { kind: 'drain', process: idOf(log.process), what: `the log of ${serviceName(log)}` },
      ...(isTakenOver(log, system) ? justBeforeScan(system, context) : []),
      ...endLog(log, system),
    ]),
  }),
  pending(system, context, inputs) {
    const left = subjectLog(system, context, inputs)
    if (left.length > 0) return left.flatMap(waitForSupervise)
    return [
      ...subjectLog(context.initial, context, inputs).flatMap(log => notYetTakenOver(log, system)),
      ...stillKept(system, context),
    ]
  },
  nudge: (system, context, inputs) => [
    ...subjectLog(system, context, inputs).flatMap(log =>
      isPipeKept(writerOf(system, log), log) ? endLine(log, system) : [],
    ),
    ...letGo(system, context),
  ],
  // No SIGKILL: a log that is killed has not written everything that it has read.
}

/** If no svscan keeps the pipe, the log reads the rest and ends by itself. Otherwise it would wait for ever. */
export function endLog(log: Supervise, system: System): Operation[] {
  const ends = tellToExit(log, system)
  if (isPipeKept(writerOf(system, log), log)) return ends
  return ends.map(operation => (operation.kind === 'control' ? { ...operation, orders: 'x' } : operation))
}

function subjectLog(system: System, context: RunContext, inputs: ActionInputs): Supervise[] {
  return subject(system, context, inputs).filter(({ role }) => role === 'log')
}
