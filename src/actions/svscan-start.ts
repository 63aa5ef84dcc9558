import type { Act } from '../runbook/act.js'
import type { RunContext } from '../runbook/context.js'
import type { Process, System } from '../system/system.js'
import type { Action } from './action.js'
import { alive } from './kin.js'
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
  plan(system, context) {
    const release: Act[] = context.restart.method === 'respawn' ? [{ act: 'release' }] : []
    const ends = standing(system, context).map(
      (process): Act => ({ act: 'signal', signal: 'SIGTERM', process: idOf(process), what: process.command }),
    )
    const nobodyElse = context.restart.method === 'manual' && system.svscans.length === 0
    return { acts: [...release, ...ends, ...(nobodyElse ? [start(context)] : [])] }
  },
  pending(system, context) {
    const [svscan] = newSvscans(system, context)
    if (svscan === undefined) return [{ name: 'svscan' }]
    const wantsTitle = context.initial.svscans.some(({ svscanboot }) => svscanboot !== null)
    return wantsTitle && svscan.readproctitle === null ? [{ name: 'readproctitle' }] : []
  },
  insist(system, context) {
    // Nobody has respawned it. Looked at once more: two of them would be worse than none.
    const acts = standing(system, context).map(
      (process): Act => ({ act: 'signal', signal: 'SIGKILL', process: idOf(process), what: process.command }),
    )
    if (newSvscans(system, context).length > 0) return null
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

function start(context: RunContext): Act {
  return { act: 'start', argv: context.restart.argv }
}

function idOf({ pid, startTime }: Process) {
  return { pid, startTime }
}
