import type { Action, ActionInputs } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import { type OperationOf, sendSignal } from '../contract/operation.js'
import { isEncore } from '../system/encore.js'
import { isProgram, type Process } from '../system/process.js'
import { alive, idOf, mustBeSpared, nameOf } from '../system/processes.js'
import type { System } from '../system/system.js'
import { whetherToKill } from './stubborn.js'

export const processEnd: Action = {
  name: 'process.end',
  summary: 'ends one leftover process (SIGTERM)',
  inputs: {
    ...processInput,
    service: { type: 'string', description: 'the service that it came from', default: null },
    serves: {
      type: 'string',
      description: 'whom its end interrupts: ${it.serves} of a finding',
      default: null,
    },
  },
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these processes run now' },
  deadline: 5_000,
  plan(system, _context, inputs) {
    const process = alive(system, inputProcess(inputs))
    if (process === null) return { operations: [] }
    if (mustBeSpared(process, system)) {
      return {
        operations: [],
        notes: [`${nameOf(process)}, pid ${process.pid}, is left alone: it belongs to a terminal, or to you`],
      }
    }
    if (isSvscanOfEncore(process, system))
      return {
        operations: [sendSignal('SIGKILL', process, nameOf(process))],
        notes: ['SIGTERM would tell this svscan to stop all of its services'],
      }
    return {
      operations: [
        { ...sendSignal('SIGTERM', process, nameOf(process)), ...whomItServes(inputs) },
        // A stopped process keeps the signal for later.
        ...(process.state === 'T' ? [sendSignal('SIGCONT', process, nameOf(process))] : []),
      ],
      notes:
        typeof inputs.serves === 'string'
          ? [`${nameOf(process)} ${inputs.serves}: whom it serves is interrupted`]
          : [],
    }
  },
  pending: (system, _context, inputs) =>
    endable(system, inputs).map(process => ({ name: nameOf(process), process: idOf(process) })),
  kills: { asks: true },
  escalate(system, _context, inputs) {
    const [process] = endable(system, inputs)
    if (process === undefined) return null
    return {
      question: whetherToKill([{ name: null, process }], system),
      note: `${nameOf(process)}, pid ${process.pid}, ignored SIGTERM: killed`,
      operations: [sendSignal('SIGKILL', process, nameOf(process))],
    }
  },
}

function isSvscanOfEncore(process: Process, system: System): boolean {
  return (
    isProgram(process, 'svscan') &&
    system.supervises.some(supervise => supervise.svscan?.pid === process.pid && isEncore(supervise, system))
  )
}

function whomItServes({ service, serves }: ActionInputs): Pick<OperationOf<'signal'>, 'serves'> {
  if (typeof service !== 'string' || typeof serves !== 'string') return {}
  return { serves: { service, how: serves } }
}

function endable(system: System, inputs: ActionInputs): Process[] {
  const process = alive(system, inputProcess(inputs))
  return process === null || mustBeSpared(process, system) ? [] : [process]
}
