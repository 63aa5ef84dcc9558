import { readdirSync } from 'node:fs'
import { readHeldFiles, type Usual } from './held-files.js'
import { hiddenProcesses } from './hidden-processes.js'
import { judgeIn } from './judge.js'
import { lookAgainAtOutliving } from './outliving.js'
import { forgetOwners, withOwner, withOwnerLately } from './owners.js'
import { type FileId, type HeldFiles, isProgram, type Process, type WorkingDirectory } from './process.js'
import {
  readArguments,
  readWorkingDirectory,
  type ServedDirectories,
  type ServedDirectory,
} from './process-place.js'
import { daemontools, descendants, type ProcessTable, readStat } from './process-table.js'
import { fileId, readLink, tryStat } from './read.js'
import { recogniseRelatives } from './relatives/recognise.js'
import { forgetSettled, noteSettled, settledOf } from './settled-supervises.js'
import type { Unreadable } from './system.js'

export interface ProcessesSeen {
  readonly processes: ReadonlyMap<number, Process>
  readonly unreadable: readonly Unreadable[]
}

/** The svscan directory of this look. */
interface Surrounding {
  readonly svscanDirectory: FileId
  /** Its uid. */
  readonly owner: number
  readonly places: ServedDirectories
  readonly brief: boolean
  readonly anew: boolean
  /** /proc/locks, if it was read just now. */
  readonly locks?: string | undefined
}

/**
 * Reads more about the useful processes of the table: those of daemontools, the parents of svscan, and the orphans of
 * PID 1. Unless `brief`, also the owners and arguments of the services' processes, which only people read.
 * A process that vanishes between two reads is left out, without an error.
 */
export function observeProcesses(
  table: ProcessTable,
  { svscanDirectory, owner, places, brief, anew, locks }: Surrounding,
): ProcessesSeen {
  const hidden: Process[] = []
  const svscans = [...table.values()].filter(({ command }) => command === 'svscan').length
  const { isOfSvscan, judged } = judgeIn(table, owner)
  const usual: Usual = { lock: null, ok: null, control: null }
  const namesakes = findNamesakes(table)
  const details: Details = { places, hidden, brief, anew, isOfSvscan, svscans, usual, namesakes }
  const relatives = recogniseRelatives(table, { svscanDirectory, owner, places, locks })
  const named = brief
    ? parentsOfSvscans(table)
    : new Set([...parentsOfSvscans(table), ...served(table, relatives)])
  const processes = new Map<number, Process>()
  for (const process of table.values()) {
    const { pid } = process
    let seen: Process | null = process
    const relative = relatives.get(pid)
    if (isTelling(process) || relative !== undefined) seen = lookInto(process, details)
    else if (named.has(pid)) seen = owned(process, details)
    if (relative?.is === 'supervisor' && seen?.workingDirectory === null) hidden.push(process)
    if (seen !== null) processes.set(pid, relative === undefined ? judged(seen) : { ...seen, relative })
  }
  lookAgainAtOutliving(processes, table, process => {
    const seen = lookInto(process, details)
    return seen === null ? null : judged(seen)
  })
  // What another svscan has started runs in its services, wherever they are.
  const doubtful = hidden.filter(({ pid, parent }) => {
    if (processes.get(pid)?.impostor !== undefined) return false
    const above = processes.get(parent)
    if (above === undefined || !isProgram(above, 'svscan')) return true
    return (above.workingDirectory?.id ?? svscanDirectory) === svscanDirectory
  })
  forgetOwners(processes)
  forgetSettled(processes)
  return { processes, unreadable: whatIsHidden(table, doubtful) }
}

function isTelling({ command, parent }: Process): boolean {
  return daemontools.has(command) || parent === 1
}

function whatIsHidden(table: ProcessTable, hidden: readonly Process[]): Unreadable[] {
  const unreadable: Unreadable[] = []
  if (!table.has(1)) unreadable.push(hiddenProcesses)
  if (hidden.length > 0) {
    unreadable.push({
      what: 'the working directory of daemontools processes',
      hides: 'where they run',
      pids: hidden.map(({ pid }) => pid),
    })
  }
  return unreadable
}

/** All processes below those of daemontools, and of its relatives. */
function served(table: ProcessTable, relatives: ReadonlyMap<number, unknown>): ReadonlySet<number> {
  return descendants(
    table,
    [...table.values()].filter(({ command, pid }) => daemontools.has(command) || relatives.has(pid)),
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

interface Details {
  readonly places: ServedDirectories
  /** Whether it is a supervise that a svscan has started. */
  readonly isOfSvscan: (process: Process) => boolean
  readonly namesakes: ReadonlySet<number>
  /** How many there are, in all directories. */
  readonly svscans: number
  readonly brief: boolean
  /** Nothing counts that an earlier look has read. */
  readonly anew: boolean
  readonly usual: Usual
  /** Collects the pids of those whose working directory may not be seen. */
  readonly hidden: Process[]
}

function lookInto(process: Process, details: Details): Process | null {
  const { pid, command, state } = process
  if (state === 'Z') return details.brief ? process : withOwner(process)
  const workingDirectory =
    readWorkingDirectory(`/proc/${pid}`, details.places) ??
    (command === 'svscan' ? namedDirectory(pid) : null)
  if (workingDirectory === null && runsSomewhere.has(command)) {
    const now = readStat(pid)
    // It has ended since, and perhaps been reaped: then nothing is hidden.
    if (now === null || now.state === 'Z') return now
    details.hidden.push(process)
  }
  if (details.isOfSvscan(process)) return lookIntoSupervise(process, workingDirectory, details)
  const seen = withOwner(process)
  if (seen === null) return null
  const which = isToldByAll(command, details) ? openDescriptors(pid) : [0, 1, 2]
  const descriptors = readDescriptors(pid, which)
  const place = command === 'supervise' ? placeOf(workingDirectory, details) : undefined
  const held = command === 'supervise' ? heldBy(process, place, details) : {}
  return { ...seen, workingDirectory, descriptors, ...held }
}

/** A later directory may get the inode of a deleted one. */
function placeOf(workingDirectory: WorkingDirectory | null, { places }: Pick<Details, 'places'>) {
  return workingDirectory?.deleted === false ? places.get(workingDirectory.id) : undefined
}

function heldBy(
  { pid }: Process,
  place: ServedDirectory | undefined,
  { usual }: Pick<Details, 'usual'>,
): { readonly held?: HeldFiles } {
  const held = readHeldFiles(pid, place?.files, usual)
  return held === null ? {} : { held }
}

/**
 * For a supervise that svscan did not start, only the control FIFO that it holds shows that it is one at all. For several
 * svscans, only the descriptors show which of them has made the pipe that a process writes to.
 */
function isToldByAll(command: string, { svscans }: Details): boolean {
  return command === 'supervise' || (command === 'svscan' && svscans > 1)
}

/** A supervise that svscan started. Its directory tells its service, so thousands of arguments and owners need not be read. */
function lookIntoSupervise(
  process: Process,
  workingDirectory: WorkingDirectory | null,
  { places, namesakes, brief, usual, anew }: Details,
): Process | null {
  const place = placeOf(workingDirectory, { places })
  const known = brief && place !== undefined && !namesakes.has(process.pid)
  const seen = known ? process : owned(process, { anew: anew || namesakes.has(process.pid) }, true)
  if (seen === null) return null
  const which = place?.descriptors ?? [0, 1]
  const settled = anew ? null : settledOf(process, which)
  const descriptors = settled?.descriptors ?? readDescriptors(process.pid, which)
  // If it runs in no known directory, perhaps for another svscan, there is nothing to compare with.
  if (place === undefined) return { ...seen, workingDirectory, descriptors }
  const held = settled === null ? heldBy(process, place, { usual }) : { held: settled.held }
  if (settled === null) noteSettled(process, held.held, descriptors)
  return { ...seen, workingDirectory, descriptors, ...held }
}

/** The working directory of svscanboot and readproctitle tells nothing. */
const runsSomewhere: ReadonlySet<string> = new Set(['svscan', 'supervise'])

/** svscan first changes to the directory of its argument, and stays there. */
function namedDirectory(pid: number): WorkingDirectory | null {
  const path = readArguments(pid)[1]
  const stats = path?.startsWith('/') ? tryStat(path) : null
  return path === undefined || stats === null ? null : { path, deleted: false, id: fileId(stats) }
}

/** None if svreset may not look. */
function openDescriptors(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(Number)
  } catch {
    return []
  }
}

function owned(process: Process, { anew }: Pick<Details, 'anew'>, forGood = false): Process | null {
  return anew ? withOwner(process) : withOwnerLately(process, forGood)
}

function readDescriptors(pid: number, which: readonly number[]): Record<number, string> {
  const descriptors: Record<number, string> = {}
  for (const descriptor of which) {
    const target = readLink(`/proc/${pid}/fd/${descriptor}`)
    if (target !== null) descriptors[descriptor] = target
  }
  return descriptors
}
