import type { Operation } from '../../contract/operation.js'
import type { Plan } from '../../contract/plan.js'
import type { TrackedProcess } from '../../contract/saved-plan.js'
import { factsOf, linksBy } from '../../runbook/operations/table.js'
import type { System } from '../../system/system.js'
import { entryStates, linkTo } from './changes.js'
import { trackedProcessChanges, trackedProcessesFor } from './tracked-processes.js'

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
  acted(operations: readonly Operation[]): void
}

/** `doneBefore`: acts of the run before it was taken up again, whose consequences may still be coming. */
export function openBaseline(plan: Plan, plannedOn: System, doneBefore: readonly Operation[]): Baseline {
  let entries: Map<string, string> | null = entryStates(plannedOn)
  let hasMoved = doneBefore.some(movesProcesses)
  let tracked: readonly TrackedProcess[] | null = hasMoved ? null : trackedProcessesFor(plan, plannedOn)
  return {
    changes: now => [
      ...(entries === null ? [] : entryChanges(entries, entryStates(now))),
      ...(tracked === null
        ? []
        : trackedProcessChanges(tracked, now, { svscanMayCome: hasMoved && plan.restarts })),
    ],
    accept(now) {
      entries = entryStates(now)
      tracked = trackedProcessesFor(plan, now)
    },
    acted(operations) {
      for (const operation of operations) {
        for (const { name } of linksBy('remove', operation)) entries?.delete(name)
        for (const { name, target } of linksBy('make', operation)) entries?.set(name, linkTo(target))
      }
      // What follows from an order or a signal is not known: the next look is what is counted on.
      if (operations.some(movesProcesses)) {
        tracked = null
        hasMoved = true
      }
      if (operations.some(mayChangeLinks)) entries = null
    },
  }
}

function movesProcesses(operation: Operation): boolean {
  return factsOf(operation).movesProcesses
}

function mayChangeLinks(operation: Operation): boolean {
  return factsOf(operation).mayChangeLinks?.(operation) === true
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
