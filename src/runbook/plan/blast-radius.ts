import type { Operation } from '../../contract/operation.js'
import type { BlastRadius, Interruption } from '../../contract/plan.js'
import type { Restart } from '../../contract/restart.js'
import type { Process } from '../../system/process.js'
import { withForeign } from '../../system/relatives/separate-foreign.js'
import type { StandingOrder } from '../../system/service-record.js'
import { isUp } from '../../system/supervise-state.js'
import type { Service, Supervise, System } from '../../system/system.js'
import type { Interrupted } from '../operations/facts.js'
import { factsOf, linksBy } from '../operations/table.js'

interface StepOperations {
  readonly operations: readonly Operation[]
}

/** Which services the operations of a plan interrupt, and for about how long. Pure. */
export function blastRadius(
  steps: readonly StepOperations[],
  seen: System,
  restart: Comeback = {},
  slowStop: SlowStop | null = null,
): BlastRadius {
  // A runbook for runit or s6 interrupts what these keep.
  const system = withForeign(seen)
  const ended = new Set<number>()
  const found = new Map<string, Interruption>()
  const all = steps.flatMap(({ operations }) => operations)
  // A run that is resumed has removed the links before, and puts them back.
  const links = all.flatMap(operation => [...linksBy('remove', operation), ...linksBy('make', operation)])
  const relinked = new Set(links.map(({ name }) => name))
  // Where no svscan runs, nothing comes back before somebody starts it.
  const restarts = system.svscans.length === 0 || all.some(operation => endsSvscan(operation, system))
  const anew = { ...restart, services: system.services.length, slowStop }
  for (const { operations } of steps) {
    const timed = operations.some(operation => factsOf(operation).waitsForScan)
    for (const operation of operations) {
      for (const { supervise, stays, goesOn = false } of stoppedBy(operation, system)) {
        ended.add(supervise.process.pid)
        const service = serviceOf(supervise, system)
        if (service === null || found.has(service.name) || !isUp(supervise)) continue
        found.set(service.name, {
          service: service.name,
          ...away({
            scanner: system.foreignScanners[0] ?? null,
            stays,
            goesOn,
            timed,
            relinked: relinked.has(service.name),
            restarts: restarts ? anew : null,
          }),
        })
      }
    }
  }
  const interrupted = [
    ...[...found.values()].filter(({ service }) => !keepsRunning(service, ended, system)),
    ...interruptedServers(all).filter(({ service }) => !found.has(service)),
  ]
  const names = new Set(interrupted.map(({ service }) => service))
  const running = system.services.filter(({ supervises }) => supervises.some(isUp)).map(({ name }) => name)
  return { interrupted, untouched: running.filter(name => !names.has(name)) }
}

/** What no supervise has, and yet serves somebody: it counts as its service. */
function interruptedServers(operations: readonly Operation[]): Interruption[] {
  const served = operations.flatMap(operation => factsOf(operation).interruptsServed?.(operation) ?? [])
  const byService = new Map(served.map(each => [each.service, each]))
  return [...byService.values()].map(each => ({ ...each, least: 0, most: null }))
}

/** The supervises whose service, or log, the operations of a plan end. */
export function endedSupervises(steps: readonly StepOperations[], system: System): Supervise[] {
  return steps.flatMap(({ operations }) =>
    operations.flatMap(operation => stoppedBy(operation, system).map(({ supervise }) => supervise)),
  )
}

interface How {
  /** runsvdir, or s6-svscan, in the place of svscan. */
  readonly scanner: Process | null
  readonly stays: boolean
  readonly goesOn: boolean
  readonly timed: boolean
  readonly relinked: boolean
  /** svscan ends too, and starts all of them when it comes back. */
  readonly restarts: (Comeback & { readonly services: number; readonly slowStop: SlowStop | null }) | null
}

/** What is known to stop slowly: all others wait for it. */
export interface SlowStop {
  /** Seconds. */
  readonly least: number
  readonly most: number
  readonly why: string
}

/** How long it takes until svscan is started again. */
type Comeback = Pick<Restart, 'patience' | 'unsure'>

/** svscan looks every 5 seconds. */
const scan = 5

function away({
  scanner,
  stays,
  goesOn,
  timed,
  relinked,
  restarts,
}: How): Pick<Interruption, 'least' | 'most' | 'why'> {
  if (stays) return staysDown
  if (scanner !== null)
    return {
      least: 0.3,
      most: scan + 1,
      why: `until ${scanner.command} starts it again; longer if the service is slow to stop`,
    }
  if (relinked && restarts !== null) {
    const { unsure = 0, patience = { least: 0, most: unsure }, services, slowStop } = restarts
    const late = unsure === 0 ? '' : ` svreset starts svscan after ${unsure / 1000} s if nothing else does;`
    const slow = slowStop ?? { least: 0, most: 0 }
    return {
      least: 0.1 + patience.least / 1000 + slow.least,
      // svscan looks at its directory when it starts; a thousand services take it some seconds.
      most: 2 + patience.most / 1000 + Math.floor(services / 100) + slow.most,
      why: `until svscan starts it again;${late} ${slowStop?.why ?? 'longer if a service is slow to stop'}`,
    }
  }
  if (relinked) return { least: scan, most: 2 * scan, why: 'svscan must forget it, and looks every 5 s' }
  if (goesOn)
    return {
      least: 0,
      most: 1,
      why: 'until supervise starts it again; longer if the service is slow to stop',
    }
  if (timed)
    return {
      least: 0.3,
      most: scan,
      why: "ended just before svscan's next scan; longer if the service is slow to stop",
    }
  return { least: 0.3, most: scan + 1, why: 'until svscan starts it again' }
}

const staysDown = { least: 0, most: null, why: 'it stays down, as ordered' } as const

/** The same where the run keeps orders: what was told to go down, and still runs, does not come back. */
export function asOrdered(
  { interrupted, untouched }: BlastRadius,
  orders: readonly StandingOrder[],
): BlastRadius {
  const down = new Set(orders.filter(({ kind }) => kind === 'down').map(({ name }) => name))
  return {
    interrupted: interrupted.map(each => (down.has(each.service) ? { ...each, ...staysDown } : each)),
    untouched,
  }
}

/** Whether another process of this service keeps running: the ended one was an old copy, or a twin. */
function keepsRunning(name: string, ended: ReadonlySet<number>, { services }: System): boolean {
  const service = services.find(({ name: its }) => its === name)
  return service?.supervises.some(supervise => isUp(supervise) && !ended.has(supervise.process.pid)) ?? false
}

function serviceOf(supervise: Supervise, { services }: System): Service | null {
  if (supervise.role === 'log') return null
  const { directory, service, process } = supervise
  const inPlace = services.find(({ directory: its }) => its.id === directory?.id)
  return inPlace ?? services.find(({ name }) => name === (service ?? process.arguments[1])) ?? null
}

function endsSvscan(operation: Operation, { svscans }: System): boolean {
  const { message, leavesDown } = factsOf(operation)
  const told = message?.(operation)
  return leavesDown?.(operation) === true && svscans.some(({ process }) => process.pid === told?.process.pid)
}

function stoppedBy(operation: Operation, system: System): readonly Interrupted[] {
  return factsOf(operation).interrupts?.(operation, system) ?? []
}
