import { isToldToExit, isUp } from './supervise-state.js'
import type { Service, ServiceDirectory, Supervise, System } from './system.js'

/** How a service, or its log, was when a run began: what people have ordered, and what svscan does by itself. */
export interface RecordedService {
  /** `nginx`, or `nginx/log`. */
  readonly name: string
  readonly directory: string
  readonly state: 'up' | 'down' | 'unsupervised'
  /** The last order: to be up, to be down, to run once (also if it has ended). null: unknown. */
  readonly want: 'up' | 'down' | 'once' | null
  readonly paused: boolean
  /** What svscan does with it: `down` if it has a file `down`. */
  readonly normally: 'up' | 'down'
}

/** Every service of the svscan directory and every log. */
export function recordServices(system: System): RecordedService[] {
  return system.services.flatMap(({ name, directory, supervises, logSupervises }: Service) => [
    recordOf(name, directory, supervises, system),
    ...(directory.log === null ? [] : [recordOf(`${name}/log`, directory.log, logSupervises, system)]),
  ])
}

function recordOf(
  name: string,
  directory: ServiceDirectory,
  supervises: readonly Supervise[],
  system: System,
): RecordedService {
  const up = supervises.find(isUp)
  const supervise = up ?? supervises[0]
  const status = supervise === undefined ? null : believed(supervise, directory)
  return {
    name,
    directory: directory.path,
    state: supervise === undefined ? 'unsupervised' : up === undefined ? 'down' : 'up',
    want: supervise === undefined || status === null ? null : wantOf(status, supervise, system),
    paused: up !== undefined && status?.paused === true,
    normally: directory.normallyDown ? 'down' : 'up',
  }
}

/** A status that nobody keeps, or that is of another process, tells nothing: a backup may have put it there. */
function believed({ reachable, child }: Supervise, { status }: ServiceDirectory): ServiceDirectory['status'] {
  if (status === null || !reachable) return null
  return (child?.pid ?? 0) === status.pid ? status : null
}

/** That encore has nothing to run, or has given up, and that svscanboot tells every supervise to exit, is nobody's order. */
function wantOf(
  { want, stage }: NonNullable<ServiceDirectory['status']>,
  supervise: Supervise,
  system: System,
): RecordedService['want'] {
  if (stage === 'started' || stage === 'failed') return null
  if (want === 'down' && isUp(supervise) && isToldToExit(supervise, system)) return null
  return want ?? 'once'
}

/** What svscan would not do by itself, and a run must put right after svscan has started everything again. */
export interface StandingOrder {
  readonly name: string
  readonly directory: string
  /** svscan must not start it: it was told to be down, or it runs only once, or did. */
  readonly keepDown: boolean
  /** Orders to give when its supervise runs again, as in svc(8). */
  readonly letters: '' | 'u' | 'o' | 'p' | 'up' | 'op'
  /** For people: what it is that a run keeps. */
  readonly kind: 'down' | 'once' | 'by-hand' | 'paused'
}

export function standingOrders(services: readonly RecordedService[]): StandingOrder[] {
  return services.flatMap(service => standingOrder(service) ?? [])
}

function standingOrder({
  name,
  directory,
  state,
  want,
  paused,
  normally,
}: RecordedService): StandingOrder | null {
  if (state === 'unsupervised') return null
  const order = (kind: StandingOrder['kind'], letters: '' | 'u' | 'o' = ''): StandingOrder => ({
    ...{ name, directory, kind },
    keepDown: normally === 'up' && (kind === 'down' || kind === 'once'),
    letters: paused && kind !== 'down' ? `${letters}p` : letters,
  })
  if (want === 'down' || (state === 'down' && want === 'once'))
    return normally === 'down' ? null : order('down')
  if (want === 'once') return order('once', 'o')
  // It keeps restarting: at this look it happens to be down.
  if (normally === 'down' && (state === 'up' || want === 'up')) return order('by-hand', 'u')
  return paused ? order('paused') : null
}
