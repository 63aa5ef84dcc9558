import type { Process } from './process.js'
import { type ProcessTable, readStat } from './process-table.js'

/**
 * Looks again at the children of what has ended since the table was read. A supervise ends only when what it ran has: if
 * the child counted as the table shows it, it would be left over.
 */
export function lookAgainAtOutliving(
  processes: Map<number, Process>,
  table: ProcessTable,
  look: (process: Process) => Process | null,
): void {
  const hasEnded = (pid: number) => isLiving(table.get(pid)) && !isLiving(processes.get(pid))
  for (const { pid } of [...processes.values()].filter(({ parent }) => hasEnded(parent))) {
    const now = readStat(pid)
    const seen = now === null ? null : look(now)
    if (seen === null) processes.delete(pid)
    else processes.set(pid, seen)
  }
}

function isLiving(process: Process | undefined): boolean {
  return process !== undefined && process.state !== 'Z'
}
