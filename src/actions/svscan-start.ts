import { type Action, restartAction } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Scene } from '../contract/restart.js'
import { methodOf } from '../restart/index.js'
import { manual } from '../restart/manual.js'
import { endHalted, endStanding, release } from '../restart/operations.js'
import { isSvscanboot, type Process } from '../system/process.js'
import { alive } from '../system/processes.js'
import { isLive } from '../system/supervise-state.js'
import { launchersOf, waitingScript } from '../system/surroundings/launchers.js'
import type { Svscan, System } from '../system/system.js'
import { newSvscans } from './svscan-end.js'

export const svscanStart: Action = {
  name: restartAction,
  summary:
    'restarts svscan in the way in which it is kept running; if nothing keeps it running, starts it itself',
  byHand: [
    '# in the way in which it is kept running: systemctl restart UNIT, initctl restart svscan, rc-service NAME restart;',
    '# if init respawns svscanboot, end what is left of the three, svscanboot last:',
    'kill PID          # readproctitle',
    'kill PID          # svscanboot',
    '# and if nothing keeps it running: svscanboot &',
  ],
  // Decided before the run begins, because the steps before this one depend on it: see RunContext.restart.
  inputs: {
    method: {
      type: 'string',
      default: '',
      beforehand: true,
      description: 'how to restart svscan (--restart-method); empty: in the way in which it is kept running',
    },
    command: {
      type: 'argv',
      default: null,
      beforehand: true,
      description: "a program of the site's own that restarts svscan",
    },
  },
  effect: 'irreversible',
  planFidelity: { fidelity: 'unknown', why: 'the time until svscan is back is not known' },
  deadline: 10_000,
  deadlineFor: ({ restart }) => restart.patience?.most ?? null,
  plan(system, context) {
    const scene = sceneOf(system, context)
    // A svscan that has come back by itself is not restarted once more: its supervises would become orphans.
    if (freshSvscans(system, context).length > 0)
      return { operations: [release, ...endHalted(scene), ...endStanding(scene)] }
    const method = methodOf(context.restart)
    const notes = [...(method.notes?.(scene, context.initial) ?? []), ...notesOnErrors(context)]
    return { operations: method.restart(scene), notes }
  },
  pending(system, context) {
    const [svscan] = freshSvscans(system, context)
    if (svscan === undefined) return [{ name: 'svscan', hopeless: isAbandoned(system, context) }]
    const wantsTitle =
      context.restart.launch.readproctitle !== undefined ||
      context.initial.svscans.some(({ svscanboot }) => svscanboot !== null)
    return wantsTitle && svscan.readproctitle === null ? [{ name: 'readproctitle' }] : []
  },
  escalate(system, context) {
    // Look once more: two of them would be worse than none.
    if (freshSvscans(system, context).length > 0) return null
    if (isComingBack(system, context))
      return { question: null, note: 'svscanboot has come back: svscan must follow', operations: [] }
    const method = methodOf(context.restart)
    const scene = sceneOf(system, context)
    return { ...method.late(scene), show: method.log(scene) }
  },
}

/** Of a svscan that svreset itself starts. */
function notesOnErrors({ restart: { respawns, launch } }: RunContext): string[] {
  if (respawns || launch.errorsLost === undefined) return []
  return [
    `svscan writes its errors to ${launch.errorsLost}: a svscan that svreset starts cannot, and writes them to /dev/null`,
  ]
}

function sceneOf(system: System, context: RunContext): Scene {
  const { restart } = context
  const fresh = new Set(freshSvscans(system, context))
  const halted = system.svscans.filter(svscan => !fresh.has(svscan))
  return { system, restart, halted, standing: standing(system, context, halted) }
}

/** Running svscans that the run neither found at its start nor stopped. */
function freshSvscans(system: System, context: RunContext): readonly Svscan[] {
  return newSvscans(system, context).filter(({ process }) => process.state !== 'T')
}

/** What still surrounds the svscans that are to be replaced: readproctitle first, svscanboot last. */
function standing(system: System, { initial }: RunContext, halted: readonly Svscan[]): Process[] {
  const around = [...initial.svscans, ...halted]
  const processes = [
    ...around.map(({ readproctitle }) => readproctitle?.process ?? null),
    ...around.map(({ svscanboot }) => svscanboot),
    ...launchersOf(initial).filter(isSvscanboot),
  ].flatMap(process => (process === null ? [] : (alive(system, process) ?? [])))
  return [...new Map(processes.map(process => [process.pid, process])).values()]
}

/**
 * The script that waited for svscan has ended with it, so nothing starts svscan again: unless its own parent starts the
 * script again, which may be a job's supervisor, or an init of SysV's kind.
 */
function isAbandoned(system: System, { initial, restart }: RunContext): boolean {
  const script = waitingScript(initial)
  if (restart.method !== manual.name || script === null || alive(system, script) !== null) return false
  return script.parent === 1 && initial.surroundings?.init !== 'init'
}

/** A new svscanboot without a svscan yet. If it has one, it serves another directory. */
function isComingBack(system: System, { initial }: RunContext): boolean {
  return [...system.processes.values()].some(
    process =>
      isLive(process) &&
      isSvscanboot(process) &&
      alive(initial, process) === null &&
      !(system.children.get(process.pid) ?? []).some(({ command }) => command === 'svscan'),
  )
}
