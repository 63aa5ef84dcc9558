import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Waiting } from '../contract/escalation.js'
import type { Operation } from '../contract/operation.js'
import { partsOf, type ServicePart } from '../diagnosis/service-part.js'
import { type StandingOrder, standingOrders } from '../system/service-record.js'
import { isUp } from '../system/supervise-state.js'
import type { System } from '../system/system.js'
import { hasSeenFile } from './keep-down.js'
import { logsLeftDown } from './own-logs.js'
import { cannotStart } from './supervises-started.js'

export const servicesAsBefore: Action = {
  name: 'services.as-before',
  summary:
    'gives each service and log the orders that it had when the run began: to be down, to run once, to run although it is normally down, to be paused',
  byHand: [
    'svstat /etc/service/* /etc/service/*/log   # compare with what it printed before',
    'svc -u /path/to/myservice                  # what ran although it is normally down',
  ],
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these orders were in force when the run began' },
  deadline: 20_000,
  plan(system, context) {
    const all = orders(system, context).filter(each => mayHear(each, system))
    const kept = [
      ...all.filter(isStillKept).map(({ order: { name, directory } }) => ({ name, directory })),
      ...keptBesides(system, context).map(({ name, directory: { path } }) => ({ name, directory: path })),
    ]
    return {
      operations: [
        ...(kept.length === 0 ? [] : [{ kind: 'remove-down', services: kept } as const]),
        ...give(all),
        ...startLogs(logsLeftDown(system, context)),
      ],
    }
  },
  /** For a supervise that has come in place of the one that got the order and left. */
  nudge: (system, context) =>
    give(orders(system, context).filter(({ part, isOld }) => isSupervised(part) && !isOld)),
  pending: (system, context): Waiting[] => [
    ...orders(system, context)
      .filter(each => !isInForce(each))
      .map(each => ({ name: each.order.name, hopeless: comesToNothing(each, system, context) })),
    ...keptBesides(system, context).map(({ name }) => ({ name })),
    ...logsLeftDown(system, context).map(path => ({ name: `the log of ${path}` })),
  ],
}

/**
 * Nobody is going to hear the order. The supervise that the step before has waited for may have been one that was told to
 * exit, by a run that was killed then: svscan starts the next one.
 */
function comesToNothing({ part }: Ordered, { svscans }: System, { initial }: RunContext): boolean {
  if (part === null) return true
  return !isSupervised(part) && (svscans.length === 0 || cannotStart(part.directory.id, initial))
}

function startLogs(directories: readonly string[]): Operation[] {
  if (directories.length === 0) return []
  return [{ kind: 'command', argv: ['svc', '-Lu', ...directories], cwd: '/' }]
}

interface Ordered {
  readonly order: StandingOrder
  /** Where the service is now; null: nothing leads to it. */
  readonly part: ServicePart | null
  /** Its supervise is the one that ran when the run began. */
  readonly isOld: boolean
}

function orders(system: System, { services, initial }: RunContext): Ordered[] {
  const parts = new Map(partsOf(system).map(part => [part.directory.path, part]))
  const old = new Set(initial.supervises.map(({ process }) => keyOf(process)))
  return standingOrders(services).map(order => {
    const part = parts.get(order.directory) ?? null
    return { order, part, isOld: part?.supervises.some(({ process }) => old.has(keyOf(process))) === true }
  })
}

function keyOf({ pid, startTime }: { readonly pid: number; readonly startTime: number }): string {
  return `${pid} ${startTime}`
}

/** A plan made beforehand does not see the file: it sees only that there will be another supervise. */
function isStillKept({ order, part, isOld }: Ordered): boolean {
  if (!order.keepDown) return false
  if (part?.directory.keptDownBy === undefined) return !isOld
  // An old supervise that was told to exit has not done so yet. The next one would start the service.
  return !isOld || order.kind === 'down' || part.directory.status?.want === null
}

/** A repair that died keeps down what the manifest tells no order of: it had no link when the run began, or two supervises. */
function keptBesides(system: System, { services }: RunContext): ServicePart[] {
  const known = new Set(standingOrders(services).map(({ directory }) => directory))
  return partsOf(system).filter(
    ({ directory: { path, keptDownBy }, supervises }) =>
      keptDownBy !== undefined && !known.has(path) && supervises.some(hasSeenFile),
  )
}

/** A service that has no supervise must not keep the others from their orders. A plan made beforehand sees no supervise at all. */
function mayHear({ part }: Ordered, { supervises }: System): boolean {
  return isSupervised(part) || supervises.length === 0
}

function isSupervised(part: ServicePart | null): boolean {
  return part !== null && part.supervises.length > 0
}

/** Each order once: `svc -o` on a job that has ended already would run it a second time. */
function give(all: readonly Ordered[]): Operation[] {
  const byLetters = new Map<string, string[]>()
  for (const { order, part } of all) {
    const left = [...order.letters].filter(letter => !hasHeard(part, letter)).join('')
    if (left !== '') byLetters.set(left, [...(byLetters.get(left) ?? []), order.directory])
  }
  return [...byLetters].map(([letters, directories]) => ({
    ...{ kind: 'command', argv: ['svc', `-${letters}`, ...directories], cwd: '/' },
  }))
}

function hasHeard(part: ServicePart | null, letter: string): boolean {
  if (part === null || !isSupervised(part)) return false
  const { status } = part.directory
  if (letter === 'u') return part.supervises.some(isUp) || status?.want === 'up'
  return letter === 'o' ? status?.want === null : status?.paused === true
}

function isInForce({ order, part }: Ordered): boolean {
  if (part === null || !isSupervised(part) || part.directory.keptDownBy !== undefined) return false
  return [...order.letters].every(letter => hasHeard(part, letter))
}
