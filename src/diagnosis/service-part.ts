import type { Process } from '../system/process.js'
import { isLive } from '../system/supervise-state.js'
import type { Service, ServiceDirectory, Supervise, SuperviseStatus, System } from '../system/system.js'

/** A service or its log: what one supervise looks after. */
export interface ServicePart {
  readonly service: string
  /** `nginx`, or `nginx/log`. */
  readonly name: string
  readonly role: Supervise['role']
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
