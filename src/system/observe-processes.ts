import { readdirSync } from 'node:fs'
import { decodeLatin1 } from './bytes.js'
import { decodeProcStat } from './proc-stat.js'
import { fileId, readLink, readProcFile, tryStat } from './read.js'
import type { FileId, Process, ProcessId, Unreadable, WorkingDirectory } from './system.js'

export interface ProcessesSeen {
  readonly processes: ReadonlyMap<number, Process>
  readonly unreadable: readonly Unreadable[]
}

/** Programs whose working directory and standard descriptors tell what belongs together. */
const daemontools: ReadonlySet<string> = new Set(['svscan', 'supervise', 'readproctitle', 'svscanboot'])

/** What /proc/PID/stat tells of each process, by pid. */
export type ProcessTable = ReadonlyMap<number, Process>

/** What is known of a directory that a supervise may run in. */
export interface Place {
  readonly path: string
  /** Which of its supervise's standard descriptors tell something: a service writes to its log pipe, a log reads from it. */
  readonly descriptors: readonly number[]
}

export type Places = ReadonlyMap<FileId, Place>

/** The process table alone: cheap, and enough to see who may be a svscan. */
export function readProcessTable(): ProcessTable {
  const table = readTable()
  dropForeign(table)
  return table
}

/**
 * Looks into the processes of the table that tell something: those of daemontools, the parents of svscan, and what was
 * left to PID 1. Unless `brief`, also at the owners and arguments of all that services run, which only people read.
 * A process that vanishes between two reads is left out, without error.
 */
export function observeProcesses(
  table: ProcessTable = readProcessTable(),
  places: Places = new Map(),
  brief = false,
): ProcessesSeen {
  const hidden: number[] = []
  const details: Details = { places, hidden, brief, table, namesakes: findNamesakes(table) }
  const named = brief ? parentsOfSvscans(table) : new Set([...parentsOfSvscans(table), ...served(table)])
  const processes = new Map<number, Process>()
  for (const process of table.values()) {
    const { pid } = process
    let seen: Process | null = process
    if (isTelling(process)) seen = lookInto(process, details)
    else if (named.has(pid)) seen = withOwner(process)
    if (seen !== null) processes.set(pid, seen)
  }
  return { processes, unreadable: whatIsHidden(table, hidden) }
}

function isTelling({ command, parent }: Process): boolean {
  return daemontools.has(command) || parent === 1
}

function whatIsHidden(table: ProcessTable, hidden: readonly number[]): Unreadable[] {
  const unreadable: Unreadable[] = []
  // Mounted with hidepid, /proc shows only our own processes, proc(5).
  if (!table.has(1)) unreadable.push({ what: 'the processes of others', hides: 'what runs at all', pids: [] })
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

function readStat(pid: number | string): Process | null {
  const bytes = readProcFile(`/proc/${pid}/stat`)
  return bytes === null ? null : decodeProcStat(bytes)
}

/**
 * Processes of other PID namespaces (containers) that run daemontools of their own are left out with all below them:
 * they are somebody else's.
 */
function dropForeign(table: Map<number, Process>): void {
  const ours = readLink('/proc/self/ns/pid')
  const foreign: Process[] = []
  for (const process of table.values()) {
    const { pid, command, parent } = process
    if (!daemontools.has(command)) continue
    // A supervise is where its svscan is; asking each of thousands would be waste.
    if (command === 'supervise' && table.get(parent)?.command === 'svscan') continue
    const namespace = readLink(`/proc/${pid}/ns/pid`)
    if (namespace !== null && namespace !== ours) foreign.push(process)
  }
  if (foreign.length === 0) return
  for (const { pid } of foreign) table.delete(pid)
  for (const pid of descendants(table, foreign)) table.delete(pid)
}

/** All below daemontools processes. */
function served(table: ProcessTable): ReadonlySet<number> {
  return descendants(
    table,
    [...table.values()].filter(({ command }) => daemontools.has(command)),
  )
}

function parentsOfSvscans(table: ProcessTable): ReadonlySet<number> {
  const parents = new Set<number>()
  for (const { command, parent } of table.values()) {
    if (command === 'svscan' && parent > 1) parents.add(parent)
  }
  return parents
}

/** supervises below one another: only their arguments tell a fork from another program. */
function findNamesakes(table: ProcessTable): ReadonlySet<number> {
  const namesakes = new Set<number>()
  for (const { pid, command, parent } of table.values()) {
    if (command !== 'supervise' || table.get(parent)?.command !== command) continue
    namesakes.add(pid).add(parent)
  }
  return namesakes
}

function descendants(table: ProcessTable, roots: readonly Process[]): ReadonlySet<number> {
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

interface Details {
  readonly places: Places
  readonly table: ProcessTable
  readonly namesakes: ReadonlySet<number>
  readonly brief: boolean
  /** Collects the pids of those whose working directory may not be seen. */
  readonly hidden: number[]
}

function lookInto(process: Process, details: Details): Process | null {
  const { pid, command, state, parent } = process
  const { places, table, namesakes, brief, hidden } = details
  if (state === 'Z') return brief ? process : withOwner(process)
  const path = `/proc/${pid}`
  const workingDirectory = readWorkingDirectory(path, places)
  if (workingDirectory === null && daemontools.has(command)) {
    const now = readStat(pid)
    // It has ended since, and perhaps been reaped: then nothing is hidden.
    if (now === null || now.state === 'Z') return now
    hidden.push(pid)
  }
  const ordinary = command === 'supervise' && table.get(parent)?.command === 'svscan'
  const place = workingDirectory?.deleted === false ? places.get(workingDirectory.id) : undefined
  // Where it runs tells whose it is: thousands of arguments and owners are not read for nothing.
  const known = brief && ordinary && place !== undefined && !namesakes.has(pid)
  const seen = known ? process : withOwner(process)
  if (seen === null) return null
  const which = ordinary ? (place?.descriptors ?? [0, 1]) : [0, 1, 2]
  return { ...seen, workingDirectory, descriptors: readDescriptors(path, which) }
}

/** With its owner and its arguments; null where it is gone. */
function withOwner(process: Process): Process | null {
  const path = `/proc/${process.pid}`
  const uid = tryStat(path)?.uid
  if (uid === undefined) return null
  if (process.state === 'Z') return { ...process, uid }
  const commandLine = readProcFile(`${path}/cmdline`)
  return commandLine === null ? null : { ...process, uid, arguments: splitArguments(commandLine) }
}

/** argv as it is now; empty where the process is gone. */
export function readArguments(pid: number): string[] {
  return splitArguments(readProcFile(`/proc/${pid}/cmdline`) ?? Buffer.alloc(0))
}

function splitArguments(bytes: Buffer): string[] {
  if (bytes.length === 0) return []
  const words = decodeLatin1(bytes.toString('latin1')).split('\0')
  if (words.at(-1) === '') words.pop()
  return words
}

/** Where it runs; the path is only asked for where it is none of the known directories. */
export function readWorkingDirectory(path: string, places: Places = new Map()): WorkingDirectory | null {
  const stats = tryStat(`${path}/cwd`)
  if (stats === null) return null
  const id = fileId(stats)
  const deleted = stats.nlink === 0
  const known = deleted ? undefined : places.get(id)
  if (known !== undefined) return { path: known.path, deleted, id }
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
