import type { Action, ActionInputs } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { sendSignal } from '../contract/operation.js'
import { doing } from '../diagnosis/doing.js'
import type { Process } from '../system/process.js'
import { alive, descendants, idOf, mustBeSpared, nameOf, serviceName } from '../system/processes.js'
import { isToldToExit } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { listed } from '../text/list.js'
import { order, subject } from './order.js'

export const serviceKill: Action = {
  name: 'service.kill',
  summary: 'kills a service that was told to go down and did not (svc -k); it stays down, as ordered',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these processes run now' },
  deadline: 5_000,
  plan(system, context, inputs) {
    const stubborn = alive(system, inputProcess(inputs))
    if (stubborn === null || context.noKill === true) return { operations: [] }
    const told = subject(system, context, inputs)
    const wanted = told.filter(supervise => isWantedDown(supervise, system))
    return {
      operations: wanted.map(supervise => order(supervise, 'k')),
      notes: [
        ...told.map(supervise => noteOn(supervise, wanted, system)),
        ...(wanted.length === 0 ? [] : [`what it does: ${doing(withWaits(system, context), stubborn)}`]),
      ],
    }
  },
  pending: (system, context, inputs) =>
    left(system, context, inputs).map(process => ({
      name: nameOf(process),
      process: idOf(process),
      hopeless: context.noKill === true,
    })),
  // Processes that it had started outlive it, and nobody told them to go down.
  escalate(system, context, inputs) {
    const orphans = left(system, context, inputs).filter(process => !mustBeSpared(process, system))
    if (orphans.length === 0 || context.noKill === true) return null
    return {
      question: null,
      note: `processes that it had started still run: SIGTERM to ${listed(orphans.map(nameOf))}`,
      operations: orphans.map(process => sendSignal('SIGTERM', process, nameOf(process))),
    }
  },
}

/** A person may have thought better of it since. */
function isWantedDown({ directory }: Supervise, { services }: System): boolean {
  const places = services.flatMap(({ directory: its }) => (its.log === null ? [its] : [its, its.log]))
  const place = places.find(({ id }) => id === directory?.id)
  return place?.status == null || place.status.want !== 'up'
}

function noteOn(supervise: Supervise, wanted: readonly Supervise[], system: System): string {
  const name = serviceName(supervise)
  if (!wanted.includes(supervise)) return `${name} is left alone: it has been told to be up since`
  return isToldToExit(supervise, system)
    ? `svscanboot has told ${name} to exit after that order, so svscan starts it again`
    : `${name} stays down, as ordered: svc -u starts it again`
}

/** Where it sleeps was looked at when the run began. */
function withWaits(system: System, { initial }: RunContext): System {
  return { ...system, details: system.details ?? initial.details }
}

/** The process, and every process that was below it when the run began. */
function left(system: System, { initial }: RunContext, inputs: ActionInputs): Process[] {
  const process = inputProcess(inputs)
  return [process, ...descendants(initial, process.pid)].flatMap(each => alive(system, each) ?? [])
}
