import { posix } from 'node:path'
import type { Act } from '../../contract/operation.js'
import type { Plan } from '../../contract/plan.js'
import type { CastMember } from '../../contract/saved-plan.js'
import type { System } from '../../system/system.js'
import { entryStates, linkTo } from './changes.js'
import { castChanges, castFor } from './tracked-processes.js'

/**
 * What the run counts on, from one look to the next: the names in the service directory, and the processes of
 * svscan and its supervises. What the run itself does is no change.
 */
export interface Baseline {
  /** What somebody else has changed, in words. */
  changes(now: System): string[]
  /** From now on this is what is counted on. */
  accept(now: System): void
  /** The run has done this. */
  acted(acts: readonly Act[]): void
}

/** `doneBefore`: acts of the run before it was taken up again, whose consequences may still be coming. */
export function openBaseline(plan: Plan, plannedOn: System, doneBefore: readonly Act[]): Baseline {
  let entries: Map<string, string> | null = entryStates(plannedOn)
  let hasMoved = doneBefore.some(movesProcesses)
  let cast: readonly CastMember[] | null = hasMoved ? null : castFor(plan, plannedOn)
  return {
    changes: now => [
      ...(entries === null ? [] : entryChanges(entries, entryStates(now))),
      ...(cast === null ? [] : castChanges(cast, now, { svscanMayCome: hasMoved && plan.restarts })),
    ],
    accept(now) {
      entries = entryStates(now)
      cast = castFor(plan, now)
    },
    acted(acts) {
      for (const act of acts) {
        if (act.act === 'unlink') entries?.delete(act.link.name)
        if (act.act === 'link') entries?.set(act.link.name, linkTo(act.link.target))
      }
      // What follows from an order or a signal is not known: the next look is what is counted on.
      if (acts.some(movesProcesses)) {
        cast = null
        hasMoved = true
      }
      if (acts.some(mayChangeLinks)) entries = null
    },
  }
}

function movesProcesses({ act }: Act): boolean {
  return act !== 'record' && act !== 'unlink' && act !== 'link' && act !== 'hold' && act !== 'undo-by'
}

/** daemontools' own programs leave the service directory alone; of other commands nothing is known. */
function mayChangeLinks(act: Act): boolean {
  return act.act === 'command' && !['svc', 'svstat', 'svok'].includes(posix.basename(act.argv[0] ?? ''))
}

export function entryChanges(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...before.keys(), ...now.keys()])].flatMap(name => {
    const was = before.get(name)
    const is = now.get(name)
    if (was === is) return []
    if (was === undefined) return [`${name} is new: ${is}`]
    return [is === undefined ? `${name} is gone: it was ${was}` : `${name} is ${is} now: it was ${was}`]
  })
}
