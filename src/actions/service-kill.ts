import type { Action, ActionInputs } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { sendSignal } from '../contract/operation.js'
import { isToldToExit } from '../system/interpret.js'
import type { Process } from '../system/process.js'
import { alive, descendants, idOf, mustBeSpared, nameOf, serviceName } from '../system/processes.js'
import type { System } from '../system/system.js'
import { listed } from '../text/list.js'
import { order, subject } from './order.js'
import { inputProcess, processInput } from './process-input.js'

export const serviceKill: Action = {
  name: 'service.kill',
  summary: 'kills a service that was told to go down and did not (svc -k); it stays down, as ordered',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these processes run now' },
  deadline: 5_000,
  plan(system, context, inputs) {
    const stubborn = alive(system, inputProcess(inputs))
    return {
      operations:
        stubborn === null ? [] : subject(system, context, inputs).map(supervise => order(supervise, 'k')),
      notes: subject(system, context, inputs).map(supervise =>
        isToldToExit(supervise, system)
          ? `svscanboot has told ${serviceName(supervise)} to exit after that order, so svscan starts it again`
          : `${serviceName(supervise)} stays down, as ordered: svc -u starts it again`,
      ),
    }
  },
  pending: (system, context, inputs) =>
    left(system, context, inputs).map(process => ({ name: nameOf(process), process: idOf(process) })),
  // Processes that it had started outlive it, and nobody told them to go down.
  escalate(system, context, inputs) {
    const orphans = left(system, context, inputs).filter(process => !mustBeSpared(process, system))
    if (orphans.length === 0) return null
    return {
      question: null,
      note: `processes that it had started still run: SIGTERM to ${listed(orphans.map(nameOf))}`,
      operations: orphans.map(process => sendSignal('SIGTERM', process, nameOf(process))),
    }
  },
}

/** The process, and every process that was below it when the run began. */
function left(system: System, { initial }: RunContext, inputs: ActionInputs): Process[] {
  const process = inputProcess(inputs)
  return [process, ...descendants(initial, process.pid)].flatMap(each => alive(system, each) ?? [])
}
