import { isProgram, type Process, type ProcessId } from './process.js'
import { isLive } from './supervise-state.js'
import type { Service, Supervise, System } from './system.js'

/**
 * svscan makes the pipe between a service and its log, and keeps both ends open. As long as svscan lives and knows the
 * service, unread lines wait in the pipe for the next log. If svscan is dead, only the processes themselves have the
 * ends: the log reads the pipe to its end when the last writer has gone.
 */

/** daemontools-encore: `svscan DIRECTORY LOG` starts a log for what svscan itself says, by a name that no link has. */
export function isLogOfSvscan({ process, svscan }: Supervise, { processes }: System): boolean {
  return svscan !== null && logNameOf(processes.get(svscan.pid)) === process.arguments[1]
}

export function logNameOf(svscan: Process | undefined): string | null {
  const name = svscan?.arguments[2]
  return name?.startsWith('.') === true ? name : null
}

/** The supervise with this process, or with this process as its child; null if it has gone. */
export function superviseOf({ supervises }: System, { pid, startTime }: ProcessId): Supervise | null {
  const is = (process: ProcessId | null) => process?.pid === pid && process.startTime === startTime
  return supervises.find(({ process, child }) => is(process) || is(child)) ?? null
}

/** The pipe that svscan made for this service's log; null if its output goes to svscan's own. */
export function logPipe({ svscans }: System, { supervises }: Service): string | null {
  const pipe = supervises[0]?.process.descriptors[1]
  if (pipe === undefined || !pipe.startsWith('pipe:')) return null
  return svscans.some(({ process }) => process.descriptors[1] === pipe) ? null : pipe
}

/** The supervise of the log that reads what this service writes; null if there is none. */
export function logOf({ supervises }: System, service: Supervise): Supervise | null {
  const pipe = service.process.descriptors[1]
  if (service.role !== 'service' || !pipe?.startsWith('pipe:')) return null
  return supervises.find(({ role, process }) => role === 'log' && process.descriptors[0] === pipe) ?? null
}

/** The supervise of the service whose lines this log reads; null if it has gone. */
export function writerOf({ supervises }: System, log: Supervise): Supervise | null {
  const pipe = log.process.descriptors[0]
  if (log.role !== 'log' || !pipe?.startsWith('pipe:')) return null
  return supervises.find(({ role, process }) => role === 'service' && process.descriptors[1] === pipe) ?? null
}

/** Whether a living svscan keeps the pipe between these two. */
export function isPipeKept(service: Supervise | null, log: Supervise | null): boolean {
  return (service?.svscan ?? null) !== null || (log?.svscan ?? null) !== null
}

/** No other supervise of its directory holds its control FIFO: an order reaches only this supervise. */
export function hasOwnControl({ supervises }: System, { process, directory }: Supervise): boolean {
  const control = process.held?.control ?? null
  return (
    control !== null &&
    !supervises.some(
      other =>
        other.process.pid !== process.pid &&
        other.directory?.id === directory?.id &&
        (other.process.held?.control ?? control) === control,
    )
  )
}

/**
 * Another supervise runs in the same directory. The two share one control FIFO, and chance decides which of them reads
 * an order. A supervise that svscan has just started, and that does not get the lock, is gone in a moment.
 */
export function hasTwin(system: System, { process, directory }: Supervise): boolean {
  return system.supervises.some(
    other =>
      directory !== null &&
      other.directory?.id === directory.id &&
      other.process.pid !== process.pid &&
      system.ticks - other.process.startTime >= system.ticksPerSecond,
  )
}

/** The name with which svscan started it: an entry of its directory. null if it is not such a name. */
export function entryNameOf({ process, role }: Supervise): string | null {
  const name = process.arguments[1]
  return role === 'service' && name !== undefined && !/^\.|\//.test(name) ? name : null
}

/** The log that runs in the service's own log directory and reads another pipe than the service writes to; null: none. */
export function logBesides(system: System, service: Supervise): Supervise | null {
  const pipe = service.process.descriptors[1]
  if (!pipe?.startsWith('pipe:') || isRead(system, pipe)) return null
  const place = system.services.find(({ directory }) => directory.id === service.directory?.id)
  return place?.logSupervises.find(({ process }) => process.descriptors[0]?.startsWith('pipe:')) ?? null
}

/** By a log, or by a cat in its place. */
function isRead({ processes }: System, pipe: string): boolean {
  return [...processes.values()].some(process => isLive(process) && process.descriptors[0] === pipe)
}

/** The readproctitle that reads the errors of this process. */
export function readerOfErrors({ processes }: System, { descriptors }: Process): Process | null {
  const pipe = descriptors[2]
  if (!pipe?.startsWith('pipe:')) return null
  for (const process of processes.values()) {
    if (isProgram(process, 'readproctitle') && process.descriptors[0] === pipe) return process
  }
  return null
}
