import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { sendSignal } from '../contract/operation.js'
import { mayBeLeftOver, originOf } from '../diagnosis/descent.js'
import type { Process } from '../system/process.js'
import { alive, descendants, idOf, mustBeSpared, nameOf } from '../system/processes.js'
import { isLive } from '../system/supervise-state.js'
import type { System } from '../system/system.js'
import { whetherToKill } from './stubborn.js'

export const processesEnd: Action = {
  name: 'processes.end',
  summary: 'ends the processes of services that have outlived their supervise',
  byHand: [
    'ps -AHwefl        # which processes of services are no longer below a supervise?',
    'kill PID          # each of those, and after a while kill -KILL PID',
  ],
  effect: 'irreversible',
  planFidelity: {
    fidelity: 'predicted',
    why: 'it is known only after the supervises have ended which processes are left',
  },
  deadline: 5_000,
  plan(system, context) {
    const left = leftBehind(system, context)
    const spared = left.filter(process => mustBeSpared(process, system))
    return {
      operations: left
        .filter(process => !mustBeSpared(process, system))
        .map(process => sendSignal('SIGTERM', process, nameOf(process))),
      notes: spared.map(
        process =>
          `${nameOf(process)}, pid ${process.pid}, is left alone: it belongs to a terminal, or to you`,
      ),
    }
  },
  pending: (system, context) =>
    endable(system, context).map(process => ({ name: nameOf(process), process: idOf(process) })),
  kills: { asks: true },
  escalate(system, context) {
    const left = endable(system, context)
    if (left.length === 0) return null
    return {
      question: whetherToKill(
        left.map(process => ({ name: null, process })),
        system,
      ),
      note: `${left.length} ${left.length === 1 ? 'process' : 'processes'} ignored SIGTERM: killed`,
      operations: left.map(process => sendSignal('SIGKILL', process, nameOf(process))),
    }
  },
}

function endable(system: System, context: RunContext): Process[] {
  return leftBehind(system, context).filter(process => !mustBeSpared(process, system))
}

/**
 * Processes of a service that are no longer below a supervise. They were below one at the start of the run; or process 1
 * has adopted them, and they hold a service's log pipe, or svscan's standard error inside a service's directory.
 * Pipes prove descent: no other process can have them. A daemon has closed them: what was seen of it when the run began
 * proves where it came from.
 */
function leftBehind(system: System, context: RunContext): Process[] {
  // Below any supervise, of any svscan: a service may itself be a svscan with services of its own.
  const supervised = new Set(
    [...system.processes.values()]
      .filter(process => process.command === 'supervise' && isLive(process))
      .flatMap(({ pid }) => descendants(system, pid).map(child => child.pid)),
  )
  const seen = context.initial.supervises
    .flatMap(({ process }) => descendants(context.initial, process.pid))
    .flatMap(process => alive(system, process) ?? [])
  const adopted = (system.children.get(1) ?? []).filter(
    process => isLive(process) && (heldPipe(process, context) || cameFromService(process, context)),
  )
  const found = new Map([...seen, ...adopted].map(process => [process.pid, process]))
  return [...found.values()].filter(({ pid, command }) => command !== 'supervise' && !supervised.has(pid))
}

function cameFromService(process: Process, { initial }: RunContext): boolean {
  return mayBeLeftOver(initial, process) && originOf(initial, process)?.isProved === true
}

function heldPipe(process: Process, context: RunContext): boolean {
  const pipes = pipesOf(context.initial)
  const held = [process.descriptors[0], process.descriptors[1], process.descriptors[2]].filter(
    target => target !== undefined,
  )
  if (held.some(target => pipes.logs.has(target))) return true
  return held.some(target => pipes.errors.has(target)) && isInsideService(process, context.initial)
}

const pipesSeen = new WeakMap<
  System,
  { readonly logs: ReadonlySet<string>; readonly errors: ReadonlySet<string> }
>()

function pipesOf(initial: System): {
  readonly logs: ReadonlySet<string>
  readonly errors: ReadonlySet<string>
} {
  const known = pipesSeen.get(initial)
  if (known !== undefined) return known
  const isPipe = (target: string | undefined): target is string => target?.startsWith('pipe:') === true
  const errors = new Set(initial.svscans.map(({ process }) => process.descriptors[2]).filter(isPipe))
  const logs = new Set(
    initial.supervises
      .map(({ role, process }) => process.descriptors[role === 'log' ? 0 : 1])
      .filter(isPipe)
      .filter(target => !errors.has(target)),
  )
  const pipes = { logs, errors }
  pipesSeen.set(initial, pipes)
  return pipes
}

function isInsideService(process: Process, initial: System): boolean {
  const path = process.workingDirectory?.path
  if (path === undefined) return false
  return initial.services.some(
    ({ directory }) => path === directory.path || path.startsWith(`${directory.path}/`),
  )
}
