import type { Act } from '../runbook/act.js'
import type { RunContext } from '../runbook/context.js'
import { isLive, isSvscanboot } from '../system/interpret.js'
import type { Process, System } from '../system/system.js'
import type { Action } from './action.js'
import { alive } from './kin.js'
import { sendSignal } from './signal.js'
import { newSvscans } from './svscan-end.js'

export const svscanStart: Action = {
  name: 'svscan.start',
  summary:
    'ends readproctitle, then svscanboot, so that init starts all three again; or starts svscanboot itself',
  effect: 'irreversible',
  foresight: {
    fidelity: 'unknown',
    why: 'whether init starts svscan again shows only then: after 10 s without one, svreset starts it',
  },
  deadline: 10_000,
  // Whoever says `manual` may be wrong: an init that starts it again does so within a moment, and two are worse than none.
  deadlineFor: ({ restart }) => (restart.method === 'manual' ? 1_000 : null),
  plan(system, context) {
    const release: Act[] = context.restart.method === 'respawn' ? [{ act: 'release' }] : []
    const ends = standing(system, context).map(process => sendSignal('SIGTERM', process, process.command))
    const byHand = context.restart.method === 'manual'
    return {
      acts: [...release, ...ends],
      notes: byHand
        ? [`svreset starts ${context.restart.argv.join(' ')}, unless somebody else is quicker`]
        : [],
    }
  },
  pending(system, context) {
    const [svscan] = newSvscans(system, context)
    if (svscan === undefined) return [{ name: 'svscan' }]
    const wantsTitle = context.initial.svscans.some(({ svscanboot }) => svscanboot !== null)
    return wantsTitle && svscan.readproctitle === null ? [{ name: 'readproctitle' }] : []
  },
  insist(system, context) {
    // Nobody has respawned it. Looked at once more: two of them would be worse than none.
    const acts = standing(system, context).map(process => sendSignal('SIGKILL', process, process.command))
    if (newSvscans(system, context).length > 0) return null
    if (isComingBack(system, context))
      return { question: null, note: 'svscanboot has come back: svscan must follow', acts: [] }
    const note = `nobody has started svscan again: starting ${context.restart.argv.join(' ')}`
    return { question: null, note, acts: [...acts, start(context)] }
  },
}

/**
 * What still stands around an ended svscan, readproctitle first. A svscan that has come back already, and
 * has made its first scan on the empty directory, would look again only after 5 seconds: it goes once more.
 */
function standing(system: System, context: RunContext): Process[] {
  const early = newSvscans(system, context).filter(
    ({ process }) => (system.children.get(process.pid) ?? []).length === 0,
  )
  const around =
    context.restart.method === 'respawn' ? [...context.initial.svscans, ...early] : context.initial.svscans
  const processes = [
    ...(context.restart.method === 'respawn' ? early.map(({ process }) => process) : []),
    ...around.map(({ readproctitle }) => readproctitle?.process ?? null),
    ...around.map(({ svscanboot }) => svscanboot),
  ]
  return processes.flatMap(process => (process === null ? [] : (alive(system, process) ?? [])))
}

/** A new svscanboot that has no svscan yet; one that has it serves another directory. */
function isComingBack(system: System, { initial }: RunContext): boolean {
  return [...system.processes.values()].some(
    process =>
      isLive(process) &&
      isSvscanboot(process) &&
      alive(initial, process) === null &&
      !(system.children.get(process.pid) ?? []).some(({ command }) => command === 'svscan'),
  )
}

function start(context: RunContext): Act {
  return { act: 'start', argv: context.restart.argv }
}
