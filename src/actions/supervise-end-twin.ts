import type { Action, ActionInputs } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { sendSignal } from '../contract/operation.js'
import { isEncore } from '../system/encore.js'
import { hasOwnControl, hasTwin, superviseOf } from '../system/pairs.js'
import type { Process } from '../system/process.js'
import { alive, idOf, mustBeSpared, nameOf } from '../system/processes.js'
import type { System } from '../system/system.js'
import { listed } from '../text/list.js'
import { subject } from './order.js'
import { whetherToKill } from './stubborn.js'

export const superviseEndTwin: Action = {
  name: 'supervise.end-twin',
  summary: 'ends one of two supervises that run in the same directory, and what it runs',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these supervises run now' },
  deadline: 30_000,
  plan: (system, context, inputs) => ({
    operations: subject(system, context, inputs)
      .filter(supervise => hasTwin(system, supervise))
      .flatMap(supervise => {
        // At SIGTERM daemontools-encore's would write `dx` to the FIFO that it shares, and its twin might read that.
        const isShared = isEncore(supervise, system) && !hasOwnControl(system, supervise)
        const { process, child, logChild = null } = supervise
        if (mustBeSpared(process, system)) return []
        return [
          ...(isShared ? [sendSignal('SIGKILL', process, nameOf(process))] : end(process)),
          ...[child, logChild].flatMap(each =>
            each === null || mustBeSpared(each, system) ? [] : end(each),
          ),
        ]
      }),
  }),
  pending: (system, context, inputs) =>
    left(system, context, inputs).map(process => ({ name: nameOf(process), process: idOf(process) })),
  kills: { asks: true },
  escalate(system, context, inputs) {
    const processes = left(system, context, inputs)
    const names = listed(processes.map(process => `${nameOf(process)} (pid ${process.pid})`))
    return {
      question: whetherToKill(
        processes.map(process => ({ name: null, process })),
        system,
      ),
      note: `${names} did not end: killed`,
      operations: processes.map(process => sendSignal('SIGKILL', process, nameOf(process))),
    }
  },
}

/**
 * By signals: the two share one control FIFO, and chance decides which of them reads an order. SIGTERM ends supervise
 * and leaves its service running, so the service is ended next. In the other order supervise would start it again.
 */
function end(process: Process) {
  if (process.state === 'Z') return []
  const goOn = process.state === 'T' ? [sendSignal('SIGCONT', process, nameOf(process))] : []
  return [sendSignal('SIGTERM', process, nameOf(process)), ...goOn]
}

/** supervise, and its service when the run began: a child of process 1 as soon as supervise has gone. */
function left(system: System, { initial }: RunContext, inputs: ActionInputs): Process[] {
  const before = superviseOf(initial, inputProcess(inputs))
  return [before?.process, before?.child, before?.logChild].flatMap(process =>
    process == null ? [] : (alive(system, process) ?? []),
  )
}
