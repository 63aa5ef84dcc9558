import type { Process } from '../../system/process.js'
import type { System } from '../../system/system.js'

/** Its children become children of process 1, which reaps zombies. */
export function removeOne(processes: Map<number, Process>, pid: number): void {
  processes.delete(pid)
  for (const process of processes.values()) {
    if (process.parent !== pid) continue
    if (process.state === 'Z') processes.delete(process.pid)
    else processes.set(process.pid, { ...process, parent: 1 })
  }
}

export function removeTree(processes: Map<number, Process>, system: System, pid: number): void {
  processes.delete(pid)
  for (const child of system.children.get(pid) ?? []) removeTree(processes, system, child.pid)
}

export function halt(processes: Map<number, Process>, pid: number): void {
  const process = processes.get(pid)
  if (process !== undefined) processes.set(pid, { ...process, state: 'T' })
}
