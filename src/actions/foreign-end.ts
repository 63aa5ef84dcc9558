import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { sendSignal } from '../contract/operation.js'
import type { Process } from '../system/process.js'
import { alive, idOf, mustBeSpared, nameOf } from '../system/processes.js'
import { isLive } from '../system/supervise-state.js'
import type { System } from '../system/system.js'
import { foreignPlaces, foreignProcesses, foreignSupervisors } from './foreign-services.js'
import { whetherToKill } from './stubborn.js'

/** Waits until runsvdir or s6-svscan has let go: no supervisor that kept a linked service lives, and nothing below it. */
export const foreignStopped: Action = {
  name: 'foreign.stopped',
  summary:
    'waits until the supervisors of another family (runsv, s6-supervise) have left, with all that they started',
  effect: 'read',
  planFidelity: { fidelity: 'predicted', why: 'the time that a service needs to stop is not known' },
  deadline: 30_000,
  plan: () => ({ operations: [] }),
  pending: (system, context) =>
    left(system, context).map(({ name, process }) => ({ name, process: idOf(process) })),
  escalate(system, context) {
    const supervisors = new Set(foreignSupervisors(context.initial).map(({ process }) => process.pid))
    // A supervisor leaves when what it has started ends.
    const stubborn = left(system, context).filter(
      ({ process }) => !supervisors.has(process.pid) && !mustBeSpared(process, system),
    )
    if (stubborn.length === 0) return null
    return {
      question: whetherToKill(stubborn, system),
      note: `${stubborn.length} ${stubborn.length === 1 ? 'process' : 'processes'} did not stop: killed`,
      operations: stubborn.map(({ process }) => sendSignal('SIGKILL', process, nameOf(process))),
    }
  },
}

/** Another look than that of their own commands: the supervisor holds the lock and the FIFO of its directory. */
export const foreignStarted: Action = {
  name: 'foreign.started',
  summary:
    'waits until a supervisor of another family (runsv, s6-supervise) keeps each of these services again',
  effect: 'read',
  planFidelity: { fidelity: 'unknown', why: 'runsvdir looks every 5 seconds' },
  deadline: 20_000,
  plan: () => ({ operations: [] }),
  pending(system, { initial }) {
    const kept = new Set(foreignPlaces(system).map(({ directory }) => directory))
    return foreignPlaces(initial)
      .filter(({ directory }) => !kept.has(directory))
      .map(({ name }) => ({ name }))
  },
}

/** What the end of a supervisor has left running. */
export const foreignEnd: Action = {
  name: 'foreign.end',
  summary:
    'ends the processes in the directories of these services that no supervisor has any more (SIGTERM)',
  effect: 'irreversible',
  planFidelity: {
    fidelity: 'predicted',
    why: 'it is known only after the supervisors have left what is left',
  },
  deadline: 10_000,
  plan: (system, context) => ({
    operations: leftBehind(system, context).map(process => sendSignal('SIGTERM', process, nameOf(process))),
  }),
  pending: (system, context) =>
    leftBehind(system, context).map(process => ({ name: nameOf(process), process: idOf(process) })),
  escalate(system, context) {
    const stubborn = leftBehind(system, context).map(process => ({ name: null, process }))
    if (stubborn.length === 0) return null
    return {
      question: whetherToKill(stubborn, system),
      note: `${stubborn.length} ${stubborn.length === 1 ? 'process' : 'processes'} ignored SIGTERM: killed`,
      operations: stubborn.map(({ process }) => sendSignal('SIGKILL', process, nameOf(process))),
    }
  },
}

function left(
  system: System,
  { initial }: RunContext,
): { readonly name: string; readonly process: Process }[] {
  return foreignProcesses(initial).flatMap(({ name, process }) => {
    const now = alive(system, process)
    return now === null ? [] : [{ name, process: now }]
  })
}

/**
 * Of this run's services: what ran below a supervisor that has gone, and what process 1 has got and runs in the
 * directory of one. A supervisor has that directory too, but a scanner as its parent.
 */
function leftBehind(system: System, context: RunContext): Process[] {
  const supervisors = foreignSupervisors(context.initial).map(({ process }) => process)
  if (supervisors.some(process => alive(system, process) !== null)) return []
  const places = new Set(context.initial.foreign.map(({ directory }) => directory.id))
  const adopted = (system.children.get(1) ?? []).filter(
    process =>
      isLive(process) &&
      process.relative === undefined &&
      places.has(process.workingDirectory?.id ?? '') &&
      process.workingDirectory?.deleted === false,
  )
  const found = [...left(system, context).map(({ process }) => process), ...adopted]
  return [...new Map(found.map(process => [process.pid, process])).values()].filter(
    process => !mustBeSpared(process, system),
  )
}
