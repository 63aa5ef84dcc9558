import type { Operation } from '../../contract/operation.js'
import type { Plan } from '../../contract/plan.js'
import type { TrackedProcess } from '../../contract/saved-plan.js'
import { endOf, factsOf, linksBy } from '../../runbook/operations/table.js'
import { orderChanges } from '../../runbook/plan/order-words.js'
import type { ProcessId } from '../../system/process.js'
import { recordServices, type StandingOrder, standingOrders } from '../../system/service-record.js'
import type { System } from '../../system/system.js'
import { entryStates, linkTo } from './changes.js'
import { trackedProcessChanges, trackedProcessesFor } from './tracked-processes.js'

/**
 * What the run expects to find at its next look: the names in the svscan directory, and the processes of svscan and its
 * supervises. Changes that the run itself makes do not count.
 */
export interface Baseline {
  /** What somebody else has changed, in words. That a process has ended which `wanted` would end is no change. */
  changes(now: System, wanted?: readonly Operation[]): string[]
  /** Expect this from now on. */
  accept(now: System): void
  /** The run has done this. */
  acted(operations: readonly Operation[]): void
}

/** `doneBefore`: operations of the run before it was resumed. Their consequences may still be coming. */
export function openBaseline(plan: Plan, plannedOn: System, doneBefore: readonly Operation[]): Baseline {
  let entries: Map<string, string> | null = entryStates(plannedOn)
  let orders: readonly StandingOrder[] | null = doneBefore.length === 0 ? plan.orders : null
  let hasMoved = doneBefore.some(movesProcesses)
  let tracked: readonly TrackedProcess[] | null = hasMoved ? null : trackedProcessesFor(plan, plannedOn)
  return {
    changes(now, wanted = []) {
      const toEnd = new Set(wanted.flatMap(operation => keyOf(endOf(operation))))
      const others = tracked?.filter(process => !keyOf(process).some(key => toEnd.has(key))) ?? null
      return [
        ...(entries === null ? [] : entryChanges(entries, entryStates(now))),
        ...(orders === null || !plan.restarts
          ? []
          : orderChanges(orders, standingOrders(recordServices(now)))),
        ...(others === null
          ? []
          : trackedProcessChanges(others, now, { svscanMayCome: hasMoved && plan.restarts })),
      ]
    },
    accept(now) {
      entries = entryStates(now)
      tracked = trackedProcessesFor(plan, now)
      if (orders !== null) orders = standingOrders(recordServices(now))
    },
    acted(operations) {
      for (const operation of operations) {
        for (const { name } of linksBy('remove', operation)) entries?.delete(name)
        for (const { name, target } of linksBy('make', operation)) entries?.set(name, linkTo(target))
      }
      // The consequences of an order or a signal are not known, so the next look is the new baseline.
      if (operations.some(movesProcesses)) {
        tracked = null
        orders = null
        hasMoved = true
      }
      if (operations.some(mayChangeLinks)) entries = null
      // Without its link, nobody sees what somebody orders to a service.
      if (operations.some(operation => linksBy('remove', operation).length > 0)) orders = null
    },
  }
}

function movesProcesses(operation: Operation): boolean {
  return factsOf(operation).movesProcesses
}

function keyOf(process: ProcessId | null): string[] {
  return process === null ? [] : [`${process.pid} ${process.startTime}`]
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
    return [is === undefined ? `${name} is gone: it was ${was}` : `${name} is now ${is}: it was ${was}`]
  })
}
