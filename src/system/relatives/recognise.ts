import { type Opened, openedBy } from '../held-files.js'
import { judgeFor } from '../judge.js'
import type { Family, FileId, Process, Relative } from '../process.js'
import { readWorkingDirectory, type ServedDirectories } from '../process-place.js'
import type { ProcessTable } from '../process-table.js'
import { tryStat } from '../read.js'
import { lockHolders } from './lock-holders.js'
import { mayBeRelative, programOf } from './programs.js'
import { asScanner } from './scanner.js'

interface Ground {
  readonly svscanDirectory: FileId
  /** Its uid. */
  readonly owner: number
  readonly places: ServedDirectories
  /** /proc/locks, if it was read just now. */
  readonly locks?: string | undefined
}

/**
 * The supervisors and scanners of other families (runit, busybox, s6) that keep this directory or what is in it, by pid.
 * Root or the owner runs it. A supervisor reads the control FIFO of a service's supervise/ and has locked its lock,
 * whatever it is called; where these were removed under it, it has the name of one, and is still in its place.
 */
export function recogniseRelatives(table: ProcessTable, ground: Ground): ReadonlyMap<number, Relative> {
  const candidates = new Set([
    ...[...table.values()].filter(mayBeRelative),
    ...lockHolders(table, ground.places, ground.locks),
  ])
  if (candidates.size === 0) return new Map()
  const judge = judgeFor(ground.owner)
  const kept = keptFiles(ground.places)
  const found = new Map<number, Relative>()
  // Scanners first: what they have started may be hidden, and is theirs all the same.
  for (const process of candidates) {
    const scanner = asScanner(process)
    const keeps = [ground.svscanDirectory]
    if (scanner?.directory.id === ground.svscanDirectory && judge(process) === null)
      found.set(process.pid, { family: scanner.family, is: 'scanner', keeps })
  }
  for (const process of candidates) {
    if (process.state === 'Z' || found.has(process.pid)) continue
    const disbelief = judge(process)
    // Whose service directory it is can hold what is in there, and would keep root from a reset.
    if (disbelief?.kind === 'user') continue
    const opened = openedBy(process.pid)
    const relative =
      asHolder(process, opened, kept, ground) ??
      (disbelief === null ? inItsPlace(process, opened, ground, found) : null)
    if (relative !== null) found.set(process.pid, relative)
  }
  return found
}

/** The directory of each lock and each control FIFO. */
interface Kept {
  readonly locks: ReadonlyMap<FileId, FileId>
  readonly controls: ReadonlyMap<FileId, FileId>
}

function keptFiles(places: ServedDirectories): Kept {
  const locks = new Map<FileId, FileId>()
  const controls = new Map<FileId, FileId>()
  for (const [directory, { files }] of places) {
    if (files !== undefined && 'id' in files.lock) locks.set(files.lock.id, directory)
    if (files !== undefined && 'id' in files.control) controls.set(files.control.id, directory)
  }
  return { locks, controls }
}

/** By the very files that the names in supervise/ lead to. One runsv keeps a service and its log. */
function asHolder(
  process: Process,
  opened: readonly Opened[],
  { locks, controls }: Kept,
  ground: Ground,
): Relative | null {
  const reads = opened.filter(({ kind, access }) => kind === 'fifo' && access !== 'write')
  const keeps = reads.flatMap(({ id }) => controls.get(id) ?? [])
  const locked = opened.filter(({ lock, id }) => lock !== null && locks.has(id))
  if (keeps.length === 0 || locked.length === 0) return null
  return { family: familyOf(process, locked, keeps, ground), is: 'supervisor', keeps: [...new Set(keeps)] }
}

/** Only s6 locks with fcntl(2). Only runit writes a file `stat`, for people. */
function familyOf(
  process: Process,
  locked: readonly Opened[],
  keeps: readonly FileId[],
  { places }: Ground,
): Family {
  const { family } = programOf(process) ?? {}
  if (locked.some(({ lock }) => lock === 'fcntl')) return 's6'
  const path = places.get(keeps[0] ?? '')?.path
  const isRunits = path !== undefined && tryStat(`${path}/supervise/stat`)?.isFile() === true
  return family ?? (isRunits ? 'runit' : 'other')
}

/** Its files were removed or replaced under it, or we may not see them. */
function inItsPlace(
  process: Process,
  opened: readonly Opened[],
  { places }: Ground,
  scanners: ReadonlyMap<number, Relative>,
): Relative | null {
  const program = programOf(process)
  if (program?.is !== 'supervisor') return null
  const { family, is } = program
  const there = readWorkingDirectory(`/proc/${process.pid}`, places)
  if (there === null) return scanners.get(process.parent)?.is === 'scanner' ? { family, is, keeps: [] } : null
  // One that has found the lock taken holds nothing, and is gone in a moment.
  if (!opened.some(({ kind }) => kind === 'fifo')) return null
  if (!there.deleted) return places.has(there.id) ? { family, is, keeps: [there.id] } : null
  const isTheirs = scanners.get(process.parent)?.is === 'scanner'
  const wasServed = isTheirs || [...places.values()].some(({ path }) => path === there.path)
  return wasServed ? { family, is, keeps: [] } : null
}
