import type { Process } from '../system/process.js'
import { isLive, isUp } from '../system/supervise-state.js'
import type { Service, ServiceDirectory, Supervise, SuperviseStatus, System } from '../system/system.js'
import { quote } from '../text/quote.js'
import { commandOf } from './relatives.js'

/** A service or its log: what one supervise looks after. */
export interface ServicePart {
  readonly service: string
  /** `nginx`, or `nginx/log`. */
  readonly name: string
  readonly role: Supervise['role']
  /** The executable file `log` that the service's own supervise runs (daemontools-encore): svc needs -L for it. */
  readonly isOwnLog?: true
  /** Its supervise did not start this log, because the service is normally down. The service has been started since. */
  readonly isForgotten?: true
  readonly directory: ServiceDirectory
  readonly supervises: readonly Supervise[]
}

export function partsOf(system: System): ServicePart[] {
  return system.services.flatMap(partsOfService)
}

export function partsOfService({ name, directory, supervises, logSupervises }: Service): ServicePart[] {
  const service: ServicePart = { service: name, name, role: 'service', directory, supervises }
  if (directory.log === null) return [service]
  return [
    service,
    { service: name, name: `${name}/log`, role: 'log', directory: directory.log, supervises: logSupervises },
  ]
}

/** Everything that a supervise runs: also logs that are an executable file. */
export function programsOf(system: System): ServicePart[] {
  return system.services.flatMap(programsOfService)
}

export function programsOfService(each: Service): ServicePart[] {
  const ownLog = ownLogOf(each)
  return [...partsOfService(each), ...(ownLog === null ? [] : [ownLog])]
}

/** As if it had a supervise and a directory of its own. */
function ownLogOf({ name, directory, supervises }: Service): ServicePart | null {
  const log = directory.status?.log ?? null
  if (log === null) return null
  const runs = supervises.some(isUp)
  return {
    service: name,
    name: `${name}/log`,
    role: 'log',
    isOwnLog: true,
    ...(directory.normallyDown && runs && log.pid === 0 && log.want === 'down' ? { isForgotten: true } : {}),
    directory: {
      ...directory,
      id: `${directory.id}/log`,
      normallyDown: directory.normallyDown && !runs,
      log: null,
      status: { ...log, log: null },
    },
    supervises: supervises.map(({ logChild = null, ...each }) => ({ ...each, role: 'log', child: logChild })),
  }
}

/** `svc -u DIRECTORY`, or `svc -Lu DIRECTORY`, to type; `sv up DIRECTORY` where runit keeps it. */
export function svcFor(
  { isOwnLog, directory, supervises }: ServicePart,
  letters: 'u' | 'd' | 'c' | 'k',
): string {
  const family = supervises[0]?.process.relative?.family
  if (family !== undefined) return commandOf(family, letters, directory.path)
  return `svc -${isOwnLog === true ? 'L' : ''}${letters} ${quote(directory.path)}`
}

/** The process that runs `run`; null where there is none, or it is defunct or no more than supervise's own fork. */
export function runningChild(part: ServicePart): Process | null {
  for (const { child, process } of part.supervises) {
    if (child !== null && isLive(child) && child.command !== process.command) return child
  }
  return null
}

/** Any child that is no zombie, a fork that is only about to become `run` included. */
export function livingChild(part: ServicePart): Process | null {
  for (const { child } of part.supervises) if (child !== null && isLive(child)) return child
  return null
}

/** null where there is no status, or it cannot be trusted because no supervise keeps it. */
export function currentStatus(part: ServicePart): SuperviseStatus | null {
  return part.supervises.length === 0 ? null : part.directory.status
}

export function superviseName({ service, role, process }: Supervise): string {
  const name = service ?? process.arguments[1] ?? 'supervise'
  return role === 'log' && service !== null ? `${name}/log` : name
}

export function pidsOf(supervises: readonly Supervise[]): number[] {
  return supervises.map(({ process }) => process.pid)
}

/** Seconds since it was started; never negative. */
export function age(system: System, process: Process): number {
  return Math.max(0, (system.ticks - process.startTime) / system.ticksPerSecond)
}

/** Milliseconds since the epoch, as exact as the kernel's ticks. */
export function startedAt({ time, ticks, ticksPerSecond }: System, { startTime }: Process): number {
  return Math.round(time - ((ticks - startTime) / ticksPerSecond) * 1000)
}

export function idOf({ pid, startTime }: { readonly pid: number; readonly startTime: number }): string {
  return `${pid}@${startTime}`
}
