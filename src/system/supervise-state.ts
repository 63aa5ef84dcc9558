import type { Process } from './process.js'
import type { ServiceDirectory, Supervise, SuperviseFiles, System } from './system.js'

export function isLive(process: Process): boolean {
  return process.state !== 'Z' && process.state !== 'X'
}

/** Its service runs. A fork of supervise that has not yet become `run` still carries supervise's name. */
export function isUp({ child, process }: Supervise): boolean {
  return child !== null && isLive(child) && child.command !== process.command
}

/**
 * svscanboot begins with svc -dx on every service. A supervise that was there then exits as soon as its service does.
 * Then its svscan, whichever that is, starts it again, and the service with it.
 */
export function isToldToExit({ process, reachable }: Supervise, { svscans }: System): boolean {
  return reachable && svscans.some(({ svscanboot }) => (svscanboot?.startTime ?? 0) > process.startTime)
}

/** The svscan of another directory below which a service runs; null if it runs below this svscan, or does not run. */
export function svscanInstead(supervises: readonly Supervise[]): Process | null {
  // This svscan's own supervise finds the lock taken, lives for some milliseconds, and runs nothing.
  if (supervises.some(({ svscan, child }) => svscan !== null && child !== null)) return null
  return supervises.find(({ otherSvscan }) => otherSvscan !== null)?.otherSvscan ?? null
}

/** supervise.c opens ok after control: what it opened for its control was no FIFO, and it listens to nobody. */
export function takesNoOrders({ held }: Process): boolean {
  return held != null && held.ok !== null && held.control === null
}

/** The name in supervise/ leads to the very file that this supervise holds, as far as both can be seen. */
export function holdsWhatIsNamed(
  name: keyof SuperviseFiles,
  { held }: Process,
  { files }: ServiceDirectory,
): boolean {
  const file = files?.[name]
  const own = held?.[name] ?? null
  if (own === null || file === undefined || file.kind === 'hidden') return true
  return 'id' in file && file.id === own
}
