import type { Action, ActionInputs } from '../contract/action.js'
import { processInput } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { type Operation, sendSignal } from '../contract/operation.js'
import { serviceDirectoryOf } from '../findings/facts.js'
import { hasOwnControl, hasTwin, isPipeKept, logOf, writerOf } from '../system/pairs.js'
import { mustBeSpared, nameOf, serviceName } from '../system/processes.js'
import { strayFiles } from '../system/supervise-file.js'
import type { Supervise, System } from '../system/system.js'
import { listed } from '../text/list.js'
import { isTakenOver, justBeforeScan, notYetTakenOver } from './before-scan.js'
import { endLine } from './end-line.js'
import { keepDown, letGo, stillKept } from './keep-down.js'
import { endLog } from './log-retire.js'
import { subject } from './order.js'
import { whetherToKill } from './stubborn.js'
import { tellToExit, waitForSupervise } from './supervise-end.js'

export const superviseRenew: Action = {
  name: 'supervise.renew',
  summary:
    "ends a supervise and what it runs just before svscan's next scan, so that svscan starts both again at once",
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these supervises run now' },
  deadline: 45_000,
  plan(system, context, inputs) {
    const ending = toRenew(system, context, inputs)
    if (ending.length === 0) return { operations: [] }
    const pairs = ending.flatMap(supervise => [supervise, ...logToEnd(supervise, system)])
    return {
      operations: [
        ...keepDown(pairs, system),
        ...strayFilesAside(pairs, system),
        ...justBeforeScan(system, context),
        ...ending.flatMap(supervise => endPair(supervise, system)),
      ],
    }
  },
  pending(system, context, inputs) {
    // Also a log that still reads the rest of its pipe, although svscan has already started its successor.
    const left = subject(system, context, inputs).filter(supervise => isTakenOver(supervise, system))
    if (left.length > 0) return left.flatMap(waitForSupervise)
    return [
      ...subject(context.initial, context, inputs).flatMap(old => notYetTakenOver(old, system)),
      ...stillKept(system, context),
    ]
  },
  nudge: (system, context, inputs) => [
    ...toRenew(system, context, inputs).flatMap(log =>
      isPipeKept(writerOf(system, log), log) ? endLine(log, system) : [],
    ),
    ...letGo(system, context),
  ],
  // SIGTERM comes first.
  kills: { asks: true, isSecond: true },
  escalate(system, context, inputs, round = 0) {
    // A log that is killed has not written everything that it has read, so it is left to end by itself.
    const children = toRenew(system, context, inputs).flatMap(({ role, child }) =>
      role === 'log' || child === null || child.state === 'Z' || mustBeSpared(child, system) ? [] : [child],
    )
    if (children.length === 0)
      return { question: null, note: 'svscan starts them at its next scan', operations: [] }
    const names = listed(children.map(nameOf))
    const send = (signal: 'SIGTERM' | 'SIGKILL') =>
      children.map(child => sendSignal(signal, child, nameOf(child)))
    // Nobody has seen whether the order reached them.
    if (round === 0)
      return {
        question: null,
        note: `${names} did not follow the order: SIGTERM`,
        operations: send('SIGTERM'),
        isFirst: true,
      }
    return {
      question: whetherToKill(
        children.map(process => ({ name: null, process })),
        system,
      ),
      note: `${names} did not stop: killed`,
      operations: send('SIGKILL'),
    }
  },
}

/** Leaves out a supervise that svscan would not start again, and one that shares its control FIFO with another. */
function toRenew(system: System, context: RunContext, inputs: ActionInputs): Supervise[] {
  return subject(system, context, inputs).filter(
    supervise =>
      isTakenOver(supervise, system) && (hasOwnControl(system, supervise) || !hasTwin(system, supervise)),
  )
}

/** The next supervise would open them for its own. */
function strayFilesAside(ending: readonly Supervise[], system: System): Operation[] {
  const files = ending.flatMap(supervise => {
    const directory = serviceDirectoryOf(supervise, system)
    if (directory === null) return []
    const name = serviceName(supervise)
    return strayFiles(directory).map(file => ({ name, directory: directory.path, file }))
  })
  return files.length === 0 ? [] : [{ kind: 'set-aside', files }]
}

/** If nobody keeps the pipe of the log, the log is told first: it ends when it has read what its service wrote. */
function endPair(supervise: Supervise, system: System) {
  if (supervise.role === 'log') return endLog(supervise, system)
  return [
    ...logToEnd(supervise, system).flatMap(log => endLog(log, system)),
    ...tellToExit(supervise, system),
  ]
}

function logToEnd(supervise: Supervise, system: System): Supervise[] {
  const log = logOf(system, supervise)
  return log === null || isPipeKept(supervise, log) ? [] : [log]
}
