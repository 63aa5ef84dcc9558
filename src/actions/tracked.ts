import type { RunContext } from '../contract/context.js'
import { isLive } from '../system/interpret.js'
import type { Process, ProcessId, Supervise, System } from '../system/system.js'

/**
 * Which processes belong to the services of this run. Once links are gone and parents have died the
 * process table alone cannot tell any more; what was seen at the start of the run still can.
 */

/** This very process as it is now; null when it is gone, a zombie, or the pid is somebody else's by now. */
export function alive(system: System, { pid, startTime }: ProcessId): Process | null {
  const process = system.processes.get(pid)
  return process !== undefined && process.startTime === startTime && isLive(process) ? process : null
}

/** The supervises of this run that still run: those seen at its start, and any that svscan has started since. */
export function livingSupervises(system: System, context: RunContext): Supervise[] {
  const now = new Map(system.supervises.map(supervise => [supervise.process.pid, supervise]))
  const before = context.initial.supervises.filter(
    ({ process }) => !now.has(process.pid) && alive(system, process) !== null,
  )
  return [...now.values(), ...before]
}

/**
 * Whether an entry leads to this supervise that the run does not remove: a real directory, a link that somebody has
 * made since. A living svscan would only start it again.
 */
export function entryStays({ directory }: Supervise, system: System, { links }: RunContext): boolean {
  if (directory === null) return false
  const removed = new Map(links.map(({ name, target }) => [name, target]))
  return system.entries.some(
    entry =>
      (entry.link === null || removed.get(entry.name) !== entry.link.target) &&
      entry.directory !== null &&
      (entry.directory.id === directory.id || entry.directory.log?.id === directory.id),
  )
}

/** All processes below this one, nearest first. */
export function descendants(system: System, pid: number): Process[] {
  const found: Process[] = []
  const queue = [pid]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const child of system.children.get(next) ?? []) {
      found.push(child)
      queue.push(child.pid)
    }
  }
  return found
}

/** svreset itself and everything above it: never ended. */
export function ownAncestors(system: System): ReadonlySet<number> {
  const pids = new Set<number>([1])
  for (let pid = system.self.pid; pid > 0 && !pids.has(pid); pid = system.processes.get(pid)?.parent ?? 0)
    pids.add(pid)
  return pids
}

/** A person sits at it, or svreset itself depends on it. */
export function mustBeSpared(process: Process, system: System): boolean {
  return (
    process.terminal !== 0 ||
    process.arguments[0]?.startsWith('-') === true ||
    ownAncestors(system).has(process.pid)
  )
}

export function nameOf(process: Process): string {
  return process.arguments.length > 0 ? process.arguments.join(' ') : process.command
}

/** `nginx`, or `nginx/log`. */
export function serviceName(supervise: Supervise): string {
  const name = supervise.service ?? supervise.process.arguments[1] ?? 'supervise'
  return supervise.role === 'log' && supervise.service !== null ? `${name}/log` : name
}

/** A few names, and how many more there are. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown
}
