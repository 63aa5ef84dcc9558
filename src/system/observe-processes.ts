import { readdirSync } from 'node:fs'
import { decodeBytes } from './bytes.js'
import { decodeProcStat, type ProcStat } from './proc-stat.js'
import { fileId, readLink, readProcFile, tryStat } from './read.js'
import type { FileId, Process, ProcessId, Unreadable, WorkingDirectory } from './system.js'

export interface ProcessesSeen {
  readonly processes: ReadonlyMap<number, Process>
  readonly unreadable: readonly Unreadable[]
}

/** Programs whose working directory and standard descriptors tell what belongs together. */
const daemontools: readonly string[] = ['svscan', 'supervise', 'readproctitle', 'svscanboot']

/** One line of /proc/PID/stat for each process, by pid. */
export type ProcessTable = ReadonlyMap<number, ProcStat>

/** The process table alone: cheap, and enough to see who may be a svscan. */
export function readProcessTable(): ProcessTable {
  const stats = readStats()
  dropForeign(stats)
  return stats
}

/**
 * Reads the process table once. A process that vanishes between two reads is left out, without error.
 * Processes of other PID namespaces (containers) that run daemontools of their own are left out with all
 * below them: they are somebody else's.
 */
export function observeProcesses(
  stats: ProcessTable = readProcessTable(),
  paths: ReadonlyMap<FileId, string> = new Map(),
  brief = false,
): ProcessesSeen {
  const interesting = withDescendants(stats)
  const processes = new Map<number, Process>()
  const hidden: number[] = []
  for (const stat of stats.values()) {
    const process = interesting.has(stat.pid)
      ? lookCloser(stat, { hidden, paths, stats, brief })
      : plain(stat)
    if (process !== null) processes.set(stat.pid, process)
  }
  return { processes, unreadable: whatIsHidden(stats, hidden) }
}

function whatIsHidden(stats: ReadonlyMap<number, ProcStat>, hidden: readonly number[]): Unreadable[] {
  const unreadable: Unreadable[] = []
  // Mounted with hidepid, /proc shows only our own processes, proc(5).
  if (!stats.has(1)) unreadable.push({ what: 'the processes of others', hides: 'what runs at all', pids: [] })
  if (hidden.length > 0) {
    unreadable.push({
      what: 'the working directory of daemontools processes',
      hides: 'where they run',
      pids: hidden,
    })
  }
  return unreadable
}

/** Which of these still run: same pid and start time, and not a zombie. Much cheaper than a full look. */
export function stillRunning<T extends ProcessId>(processes: readonly T[]): T[] {
  return processes.filter(({ pid, startTime }) => {
    const stat = readStat(pid)
    return stat !== null && stat.startTime === startTime && stat.state !== 'Z' && stat.state !== 'X'
  })
}

/** The state letter of this very process; null when it is gone. */
export function processState({ pid, startTime }: ProcessId): string | null {
  const stat = readStat(pid)
  return stat !== null && stat.startTime === startTime ? stat.state : null
}

function readStats(): Map<number, ProcStat> {
  const stats = new Map<number, ProcStat>()
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0)
    if (first < 0x31 || first > 0x39) continue
    const stat = readStat(Number(name))
    if (stat !== null) stats.set(stat.pid, stat)
  }
  return stats
}

function readStat(pid: number): ProcStat | null {
  const bytes = readProcFile(`/proc/${pid}/stat`)
  return bytes === null ? null : decodeProcStat(bytes)
}

function dropForeign(stats: Map<number, ProcStat>): void {
  const ours = readLink('/proc/self/ns/pid')
  const foreign = new Set<number>()
  for (const stat of stats.values()) {
    if (!daemontools.includes(stat.command)) continue
    // A supervise is where its svscan is; asking each of thousands would be waste.
    if (stat.command === 'supervise' && stats.get(stat.parent)?.command === 'svscan') continue
    const namespace = readLink(`/proc/${stat.pid}/ns/pid`)
    if (namespace !== null && namespace !== ours) foreign.add(stat.pid)
  }
  if (foreign.size === 0) return
  for (const pid of descendants(stats, foreign)) stats.delete(pid)
}

/** daemontools processes, all below them, their parents, and what was left to PID 1. */
function withDescendants(stats: ReadonlyMap<number, ProcStat>): ReadonlySet<number> {
  const roots = new Set<number>()
  for (const stat of stats.values()) {
    if (daemontools.includes(stat.command)) {
      roots.add(stat.pid)
      if (stat.command === 'svscan' && stat.parent > 1) roots.add(stat.parent)
    } else if (stat.parent === 1) roots.add(stat.pid)
  }
  return descendants(stats, roots, stat => stat.parent !== 1)
}

function descendants(
  stats: ReadonlyMap<number, ProcStat>,
  roots: ReadonlySet<number>,
  follow: (root: ProcStat) => boolean = () => true,
): Set<number> {
  const children = new Map<number, number[]>()
  for (const stat of stats.values()) {
    const siblings = children.get(stat.parent)
    if (siblings === undefined) children.set(stat.parent, [stat.pid])
    else siblings.push(stat.pid)
  }
  const found = new Set<number>(roots)
  const queue = [...roots].filter(pid => {
    const stat = stats.get(pid)
    return stat !== undefined && (daemontools.includes(stat.command) || follow(stat))
  })
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    for (const child of children.get(pid) ?? []) {
      if (found.has(child)) continue
      found.add(child)
      queue.push(child)
    }
  }
  return found
}

function plain(stat: ProcStat): Process {
  return { ...stat, arguments: [], uid: -1, workingDirectory: null, descriptors: {} }
}

interface Details {
  readonly hidden: number[]
  /** Of directories that are known already, by device and inode. */
  readonly paths: ReadonlyMap<FileId, string>
  readonly stats: ProcessTable
  readonly brief: boolean
}

function lookCloser(stat: ProcStat, { hidden, paths, stats, brief }: Details): Process | null {
  const path = `/proc/${stat.pid}`
  const isDaemontools = daemontools.includes(stat.command)
  const ofService = !isDaemontools && stat.parent !== 1
  if (brief && (ofService || stat.state === 'Z')) return plain(stat)
  const uid = brief && stat.command === 'supervise' ? -1 : tryStat(path)?.uid
  if (uid === undefined) return null
  if (stat.state === 'Z') return { ...plain(stat), uid }
  const commandLine = readProcFile(`${path}/cmdline`)
  if (commandLine === null) return null
  const process = { ...stat, uid, arguments: splitArguments(commandLine) }
  if (ofService) return { ...process, workingDirectory: null, descriptors: {} }
  const workingDirectory = readWorkingDirectory(path, paths)
  if (workingDirectory === null && isDaemontools) {
    if (tryStat(path) === null) return null
    hidden.push(stat.pid)
  }
  const descriptors = readDescriptors(path, tellingDescriptors(process, stats))
  return { ...process, workingDirectory, descriptors }
}

/**
 * Of a supervise below svscan only its end of the log pipe tells anything: a service writes to it, a log
 * reads from it. Thousands of links are not read for nothing.
 */
function tellingDescriptors(
  { command, parent, arguments: words }: Pick<Process, 'command' | 'parent' | 'arguments'>,
  stats: ProcessTable,
): readonly number[] {
  if (command !== 'supervise' || stats.get(parent)?.command !== 'svscan') return [0, 1, 2]
  return words[1] === 'log' ? [0, 1] : [1]
}

/** argv as it is now; empty where the process is gone. */
export function readArguments(pid: number): string[] {
  return splitArguments(readProcFile(`/proc/${pid}/cmdline`) ?? new Uint8Array())
}

function splitArguments(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return []
  const words = decodeBytes(bytes).split('\0')
  if (words.at(-1) === '') words.pop()
  return words
}

/** Where it runs; the path is only asked for where it is none of the known directories. */
export function readWorkingDirectory(
  path: string,
  paths: ReadonlyMap<FileId, string> = new Map(),
): WorkingDirectory | null {
  const stats = tryStat(`${path}/cwd`)
  if (stats === null) return null
  const id = fileId(stats)
  const deleted = stats.nlink === 0
  const known = deleted ? undefined : paths.get(id)
  if (known !== undefined) return { path: known, deleted, id }
  const link = readLink(`${path}/cwd`)
  if (link === null) return null
  return { path: deleted ? link.replace(/ \(deleted\)$/, '') : link, deleted, id }
}

function readDescriptors(path: string, which: readonly number[]): Record<number, string> {
  const descriptors: Record<number, string> = {}
  for (const descriptor of which) {
    const target = readLink(`${path}/fd/${descriptor}`)
    if (target !== null) descriptors[descriptor] = target
  }
  return descriptors
}
