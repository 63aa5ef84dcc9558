import type { Process, ProcessId } from './process.js'
import { isLive } from './supervise-state.js'
import type { Supervise, System } from './system.js'

/**
 * Which processes belong to the services of this run. Once links are gone and parents have died, the
 * process table alone no longer tells. The look at the start of the run still does.
 */

/** This very process as it is now; null if it is gone, a zombie, or its pid belongs to another process. */
export function alive(system: System, { pid, startTime }: ProcessId): Process | null {
  const process = system.processes.get(pid)
  return process !== undefined && process.startTime === startTime && isLive(process) ? process : null
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

/** A person uses it at a terminal, or svreset itself depends on it. */
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

/** Only what identifies a process: plans and journals need no more. */
export function idOf({ pid, startTime }: Process): ProcessId {
  return { pid, startTime }
}
