import type { Action, Given } from '../contract/action.js'
import { sendSignal } from '../contract/operation.js'
import type { Process } from '../system/process.js'
import { alive, idOf, mustBeSpared, nameOf } from '../system/processes.js'
import type { System } from '../system/system.js'
import { givenProcess, processInput } from './given-process.js'

export const processEnd: Action = {
  name: 'process.end',
  summary: 'ends one process that is not wanted any more (SIGTERM)',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the processes are those of now' },
  deadline: 5_000,
  plan(system, _context, given) {
    const process = alive(system, givenProcess(given))
    if (process === null) return { acts: [] }
    if (mustBeSpared(process, system)) {
      return {
        acts: [],
        notes: [`${nameOf(process)}, pid ${process.pid}, is left alone: it belongs to a terminal, or to you`],
      }
    }
    return {
      acts: [
        sendSignal('SIGTERM', process, nameOf(process)),
        // A stopped one would keep the signal for later.
        ...(process.state === 'T' ? [sendSignal('SIGCONT', process, nameOf(process))] : []),
      ],
    }
  },
  pending: (system, _context, given) =>
    endable(system, given).map(process => ({ name: nameOf(process), process: idOf(process) })),
  insist(system, _context, given) {
    const [process] = endable(system, given)
    if (process === undefined) return null
    return {
      question: `${nameOf(process)} (pid ${process.pid}) ignored SIGTERM. Kill (SIGKILL)?`,
      note: `${nameOf(process)}, pid ${process.pid}, ignored SIGTERM: killed`,
      acts: [sendSignal('SIGKILL', process, nameOf(process))],
    }
  },
}

function endable(system: System, given: Given): Process[] {
  const process = alive(system, givenProcess(given))
  return process === null || mustBeSpared(process, system) ? [] : [process]
}
