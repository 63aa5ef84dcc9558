import { families, type Process } from '../system/process.js'
import { withForeign } from '../system/relatives/separate-foreign.js'
import type { Entry, Service, System } from '../system/system.js'
import { orderNote } from './orders.js'
import { age, livingChild, programsOfService, type ServicePart } from './service-part.js'

/** What svstat would say, as values, and taken from the process table. */
export interface ServicePartState {
  /** The family of what keeps it; null: nothing does. */
  readonly supervisor: SupervisorFamily | null
  /** Pid of the supervise. */
  readonly supervise: number | null
  readonly state: 'up' | 'down' | 'unsupervised'
  readonly pid: number | null
  /** Up: since the process was started; down: since the status was written; null where neither is known. */
  readonly seconds: number | null
  readonly normally: 'up' | 'down'
  /** A run of svreset that keeps it down with a file of its own, though it is normally up. */
  readonly keptDownBy: string | null
  /** Only where it differs from `state`. */
  readonly want: 'up' | 'down' | null
  readonly paused: boolean
  /** Its script ./finish runs, and nothing else of it (runit, s6). */
  readonly finishing: boolean
  /** What a person has ordered, where that is worth telling and nothing to cure. */
  readonly note: string | null
}

export interface ServiceState extends ServicePartState {
  readonly entry: Entry
  /** Its link, or directory, is in the svscan directory. */
  readonly linked: boolean
  readonly log: ServicePartState | null
}

export const supervisorFamilies = ['daemontools', 'encore', ...families] as const
export type SupervisorFamily = (typeof supervisorFamilies)[number]

/** Each entry that is, or should be, a service, of whichever family, and each service whose link is out; in the order of their names. */
export function serviceStates(ours: System): ServiceState[] {
  const system = withForeign(ours)
  const linked = statesOf(system, system.entries, system.services).map(state => ({ ...state, linked: true }))
  const out = statesOf(system, system.out, system.unlinked).map(state => ({ ...state, linked: false }))
  if (out.length === 0) return linked
  return [...linked, ...out].sort(({ entry: a }, { entry: b }) => (a.name < b.name ? -1 : 1))
}

function statesOf(
  system: System,
  entries: readonly Entry[],
  services: readonly Service[],
): Omit<ServiceState, 'linked'>[] {
  const byDirectory = new Map(services.map(service => [service.directory.id, service]))
  return entries.flatMap(entry => {
    const service = entry.directory === null ? undefined : byDirectory.get(entry.directory.id)
    if (service !== undefined) return [stateOf(system, entry, service)]
    return entry.kind === 'link' ? [{ entry, ...unsupervised, log: null }] : []
  })
}

function stateOf(system: System, entry: Entry, service: Service): Omit<ServiceState, 'linked'> {
  const [own, log] = programsOfService(service)
  return {
    entry,
    ...(own === undefined ? unsupervised : partState(system, own)),
    log: log === undefined ? null : partState(system, log),
  }
}

const unsupervised: ServicePartState = {
  supervisor: null,
  supervise: null,
  state: 'unsupervised',
  pid: null,
  seconds: null,
  normally: 'up',
  keptDownBy: null,
  want: null,
  paused: false,
  finishing: false,
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
    supervisor: familyOf(supervise.process, part),
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
    keptDownBy: part.directory.keptDownBy ?? null,
    want: want === state ? null : want,
    paused: status?.paused ?? false,
    finishing: status?.finishing ?? false,
    note:
      status?.finishing === true
        ? `has ended, and its ./finish runs, pid ${status.pid}`
        : orderNote(system, part),
  }
}

/** Only encore's supervise notes a stage in its status. */
function familyOf({ relative }: Process, { directory: { status } }: ServicePart): SupervisorFamily {
  return relative?.family ?? (status !== null && status.stage !== null ? 'encore' : 'daemontools')
}

/** The family of a scanner: of ours, that of the supervises that it has started. */
export function scannerFamily({ pid, relative }: Process, system: System): SupervisorFamily {
  if (relative !== undefined) return relative.family
  const isEncore = system.services.some(
    ({ directory, supervises }) =>
      directory.status !== null &&
      directory.status.stage !== null &&
      supervises.some(({ svscan }) => svscan?.pid === pid),
  )
  return isEncore ? 'encore' : 'daemontools'
}
