import type { Act } from '../../contract/operation.js'
import type { BlastRadius, Interruption } from '../../contract/plan.js'
import { isToldToExit, isUp } from '../../system/interpret.js'
import type { Service, Supervise, System } from '../../system/system.js'

interface Planned {
  readonly acts: readonly Act[]
}

/** Which services the acts of a plan interrupt, and about how long; pure, from the plan and what is there. */
export function blastRadius(steps: readonly Planned[], system: System): BlastRadius {
  const ended = new Set<number>()
  const found = new Map<string, Interruption>()
  const all = steps.flatMap(({ acts }) => acts)
  const relinked = new Set(all.flatMap(act => (act.act === 'unlink' ? [act.link.name] : [])))
  const restarts = all.some(
    act =>
      act.act === 'signal' &&
      system.svscans.some(({ process }) => process.pid === act.process.pid && act.signal !== 'SIGCONT'),
  )
  for (const { acts } of steps) {
    const timed = acts.some(({ act }) => act === 'await-scan')
    for (const act of acts) {
      for (const { supervise, stays } of stoppedBy(act, system)) {
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
export function endedSupervises(steps: readonly Planned[], system: System): Supervise[] {
  return steps.flatMap(({ acts }) =>
    acts.flatMap(act => stoppedBy(act, system).map(({ supervise }) => supervise)),
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

function stoppedBy(act: Act, system: System): Stopped[] {
  const { supervises } = system
  switch (act.act) {
    case 'control':
      return /[dkt]/.test(act.orders)
        ? supervises
            .filter(({ process }) => process.pid === act.process.pid)
            .map(supervise => ({ supervise, stays: act.orders === 'k' && !isToldToExit(supervise, system) }))
        : []
    case 'signal':
      if (act.signal === 'SIGCONT' || act.signal === 'SIGSTOP') return []
      return supervises
        .filter(({ child }) => child?.pid === act.process.pid)
        .map(supervise => ({ supervise, stays: false }))
    case 'command': {
      const [program = '', orders = '', ...directories] = act.argv
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
