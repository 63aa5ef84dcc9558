import { readdirSync } from 'node:fs'
import { decodeProcStat } from './proc-stat.js'
import type { Process, ProcessId } from './process.js'
import { readLink, readProcFile } from './read.js'

/** Programs whose working directory and standard descriptors show what belongs together. */
export const daemontools: ReadonlySet<string> = new Set([
  'svscan',
  'supervise',
  'readproctitle',
  'svscanboot',
])

/** The fields of /proc/PID/stat for each process, by pid. */
export type ProcessTable = ReadonlyMap<number, Process>

/** Only the process table: cheap, and enough to see which process may be a svscan. */
export function readProcessTable(): ProcessTable {
  const table = readTable()
  dropForeign(table)
  return table
}

/** Which of these still run: same pid and start time, and not a zombie. Much cheaper than a full look. */
export function stillRunning<T extends ProcessId>(processes: readonly T[]): T[] {
  return processes.filter(({ pid, startTime }) => {
    const stat = readStat(pid)
    return stat !== null && stat.startTime === startTime && stat.state !== 'Z' && stat.state !== 'X'
  })
}

/** The state letter of this very process; null if it is gone. */
export function processState({ pid, startTime }: ProcessId): string | null {
  const stat = readStat(pid)
  return stat !== null && stat.startTime === startTime ? stat.state : null
}

function readTable(): Map<number, Process> {
  const table = new Map<number, Process>()
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0)
    if (first < 0x31 || first > 0x39) continue
    const process = readStat(name)
    if (process !== null) table.set(process.pid, process)
  }
  return table
}

/** null if it is gone. */
export function readStat(pid: number | string): Process | null {
  const bytes = readProcFile(`/proc/${pid}/stat`)
  return bytes === null ? null : decodeProcStat(bytes)
}

/**
 * Processes of other PID namespaces (containers) that run daemontools of their own are left out, with everything below
 * them: they belong to somebody else.
 */
function dropForeign(table: Map<number, Process>): void {
  const ours = readLink('/proc/self/ns/pid')
  const foreign: Process[] = []
  for (const process of table.values()) {
    const { pid, command, parent } = process
    if (!daemontools.has(command)) continue
    // A supervise is where its svscan is, so it is not necessary to check each of thousands.
    if (command === 'supervise' && table.get(parent)?.command === 'svscan') continue
    const namespace = readLink(`/proc/${pid}/ns/pid`)
    if (namespace !== null && namespace !== ours) foreign.push(process)
  }
  if (foreign.length === 0) return
  for (const { pid } of foreign) table.delete(pid)
  for (const pid of descendants(table, foreign)) table.delete(pid)
}

/** All processes below these. */
export function descendants(table: ProcessTable, roots: readonly Process[]): ReadonlySet<number> {
  const children = new Map<number, number[]>()
  for (const { pid, parent } of table.values()) {
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [pid])
    else siblings.push(pid)
  }
  const found = new Set<number>()
  const queue = roots.map(({ pid }) => pid)
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    for (const child of children.get(pid) ?? []) {
      if (found.has(child)) continue
      found.add(child)
      queue.push(child)
    }
  }
  return found
}

/** Whether this is still the same process. It is checked right before something is done to it. */
export function isStill(id: ProcessId): boolean {
  const state = processState(id)
  return state !== null && state !== 'Z' && state !== 'X'
}
