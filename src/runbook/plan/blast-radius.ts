import type { Operation } from '../../contract/operation.js'
import type { BlastRadius, Interruption } from '../../contract/plan.js'
import { isToldToExit, isUp } from '../../system/interpret.js'
import type { Service, Supervise, System } from '../../system/system.js'

interface StepOperations {
  readonly operations: readonly Operation[]
}

/** Which services the acts of a plan interrupt, and about how long; pure, from the plan and what is there. */
export function blastRadius(steps: readonly StepOperations[], system: System): BlastRadius {
  const ended = new Set<number>()
  const found = new Map<string, Interruption>()
  const all = steps.flatMap(({ operations }) => operations)
  const relinked = new Set(
    all.flatMap(operation => (operation.kind === 'unlink' ? [operation.link.name] : [])),
  )
  const restarts = all.some(
    operation =>
      operation.kind === 'signal' &&
      system.svscans.some(
        ({ process }) => process.pid === operation.process.pid && operation.signal !== 'SIGCONT',
      ),
  )
  for (const { operations } of steps) {
    const timed = operations.some(({ kind }) => kind === 'await-scan')
    for (const operation of operations) {
      for (const { supervise, stays } of stoppedBy(operation, system)) {
        ended.add(supervise.process.pid)
        const service = serviceOf(supervise, system)
        if (service === null || found.has(service.name) || !isUp(supervise)) continue
        found.set(service.name, {
          service: service.name,
          ...away({ stays, timed, relinked: relinked.has(service.name), restarts }),
        })
      }
    }
  }
  const interrupted = [...found.values()].filter(({ service }) => !runsOn(service, ended, system))
  const names = new Set(interrupted.map(({ service }) => service))
  const running = system.services.filter(({ supervises }) => supervises.some(isUp)).map(({ name }) => name)
  return { interrupted, untouched: running.filter(name => !names.has(name)) }
}

/** The supervises whose service, or log, the acts of a plan end. */
export function endedSupervises(steps: readonly StepOperations[], system: System): Supervise[] {
  return steps.flatMap(({ operations }) =>
    operations.flatMap(operation => stoppedBy(operation, system).map(({ supervise }) => supervise)),
  )
}

interface How {
  readonly stays: boolean
  readonly timed: boolean
  readonly relinked: boolean
  readonly restarts: boolean
}

/** svscan looks every 5 seconds. */
const scan = 5

function away({ stays, timed, relinked, restarts }: How): Pick<Interruption, 'least' | 'most' | 'why'> {
  if (stays) return { least: 0, most: null, why: 'it stays down, as ordered' }
  if (relinked && !restarts)
    return { least: scan, most: 2 * scan, why: 'svscan must forget it, and looks every 5 s' }
  if (timed)
    return {
      least: 0.3,
      most: scan,
      why: "ended just before svscan's next scan; longer if it takes its time to stop",
    }
  return { least: 0.3, most: scan + 1, why: 'until svscan starts it again' }
}

/** Whether another process of this service runs on: what was ended was an old copy, or a twin. */
function runsOn(name: string, ended: ReadonlySet<number>, { services }: System): boolean {
  const service = services.find(({ name: its }) => its === name)
  return service?.supervises.some(supervise => isUp(supervise) && !ended.has(supervise.process.pid)) ?? false
}

function serviceOf(supervise: Supervise, { services }: System): Service | null {
  if (supervise.role === 'log') return null
  const { directory, service, process } = supervise
  const inPlace = services.find(({ directory: its }) => its.id === directory?.id)
  return inPlace ?? services.find(({ name }) => name === (service ?? process.arguments[1])) ?? null
}

interface Stopped {
  readonly supervise: Supervise
  /** Nothing starts what it ran again. */
  readonly stays: boolean
}

function stoppedBy(operation: Operation, system: System): Stopped[] {
  const { supervises } = system
  switch (operation.kind) {
    case 'control':
      return /[dkt]/.test(operation.orders)
        ? supervises
            .filter(({ process }) => process.pid === operation.process.pid)
            .map(supervise => ({
              supervise,
              stays: operation.orders === 'k' && !isToldToExit(supervise, system),
            }))
        : []
    case 'signal':
      if (operation.signal === 'SIGCONT' || operation.signal === 'SIGSTOP') return []
      return supervises
        .filter(({ child }) => child?.pid === operation.process.pid)
        .map(supervise => ({ supervise, stays: false }))
    case 'command': {
      const [program = '', orders = '', ...directories] = operation.argv
      if (!/(^|\/)svc$/.test(program) || !/^-\w*[dkt]/.test(orders)) return []
      const told = new Set(directories)
      return supervises
        .filter(({ directory }) => directory !== null && told.has(directory.path))
        .map(supervise => ({ supervise, stays: orders === '-k' && !isToldToExit(supervise, system) }))
    }
    default:
      return []
  }
}
