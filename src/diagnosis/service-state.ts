import type { Entry, Service, System } from '../system/system.js'
import { orderNote } from './orders.js'
import { age, livingChild, partsOfService, type ServicePart } from './service-part.js'

/** What svstat would say, as values, and taken from the process table. */
export interface ServicePartState {
  /** Pid of the supervise. */
  readonly supervise: number | null
  readonly state: 'up' | 'down' | 'unsupervised'
  readonly pid: number | null
  /** Up: since the process was started; down: since the status was written; null where neither is known. */
  readonly seconds: number | null
  readonly normally: 'up' | 'down'
  /** Only where it differs from `state`. */
  readonly want: 'up' | 'down' | null
  readonly paused: boolean
  /** What a person has ordered, where that is worth telling and nothing to cure. */
  readonly note: string | null
}

export interface ServiceState extends ServicePartState {
  readonly entry: Entry
  readonly log: ServicePartState | null
}

/** Each entry that is, or should be, a service; in the order of the entries. */
export function serviceStates(system: System): ServiceState[] {
  const services = new Map(system.services.map(service => [service.directory.id, service]))
  return system.entries.flatMap((entry): ServiceState[] => {
    const service = entry.directory === null ? undefined : services.get(entry.directory.id)
    if (service !== undefined) return [stateOf(system, entry, service)]
    return entry.kind === 'link' ? [{ entry, ...unsupervised, log: null }] : []
  })
}

function stateOf(system: System, entry: Entry, service: Service): ServiceState {
  const [own, log] = partsOfService(service)
  return {
    entry,
    ...(own === undefined ? unsupervised : partState(system, own)),
    log: log === undefined ? null : partState(system, log),
  }
}

const unsupervised: ServicePartState = {
  supervise: null,
  state: 'unsupervised',
  pid: null,
  seconds: null,
  normally: 'up',
  want: null,
  paused: false,
  note: null,
}

export function partState(system: System, part: ServicePart): ServicePartState {
  const normally = part.directory.normallyDown ? 'down' : 'up'
  const [supervise] = part.supervises
  if (supervise === undefined) return { ...unsupervised, normally }
  const child = livingChild(part)
  const { status } = part.directory
  const state = child === null ? 'down' : 'up'
  const want = status?.want ?? null
  return {
    supervise: supervise.process.pid,
    state,
    pid: child?.pid ?? null,
    seconds:
      child !== null
        ? Math.floor(age(system, child))
        : status === null
          ? null
          : Math.max(0, Math.floor((system.time - status.changed) / 1000)),
    normally,
    want: want === state ? null : want,
    paused: status?.paused ?? false,
    note: orderNote(system, part),
  }
}
