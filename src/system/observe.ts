import { readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../errors.js'
import { readDetails } from './details/inspect.js'
import { interpret } from './interpret.js'
import type { RecordedLink } from './link-record.js'
import { observeEntries } from './observe-directory.js'
import { observeProcesses } from './observe-processes.js'
import { observePipeReaders } from './pipe-readers.js'
import type { FileId } from './process.js'
import type { ServedDirectories, ServedDirectory } from './process-place.js'
import { type ProcessTable, readProcessTable } from './process-table.js'
import { fileId, fsPath } from './read.js'
import { superviseBase } from './supervise-directory.js'
import { lookAround } from './surroundings/look-around.js'
import type { Observation, ServiceDirectory, System } from './system.js'
import { linksOut, superviseOnly } from './unlinked.js'

/** USER_HZ: fixed at 100 for user space on every architecture that Node runs on. */
const ticksPerSecond = 100

export interface ObserveOptions {
  /** Also what is read only if something asks for it (`Details`). */
  readonly closely?: boolean
  /** Closely, and also whose processes ignore SIGTERM: what a plan that stops them announces. */
  readonly stops?: boolean
  /** Also what keeps svscan running (`Surroundings`). */
  readonly around?: boolean
  /** Without what only people and acts ask: owners and arguments of thousands of processes. */
  readonly brief?: boolean
  /** Another path to the same directory, for reading it: that of a descriptor, which no name can lead astray. */
  readonly through?: string
  /** Also services without a link: those that these links were for, and those that a supervise of this svscan still runs. */
  readonly recorded?: readonly RecordedLink[] | undefined
  /** The process table, if it was read just now. */
  readonly processes?: ProcessTable | undefined
  /** /proc/locks, if it was read just now. */
  readonly locks?: string | undefined
}

/** One look at everything: the svscan directory, the status files, and the process table last. */
export function observe(svscanDirectory: string, options: ObserveOptions = {}): System {
  const system = interpret(observeRaw(svscanDirectory, options))
  return {
    ...system,
    details: options.closely === true ? readDetails(system, options) : null,
    surroundings: options.around === true ? lookAround(system) : null,
  }
}

function observeRaw(
  svscanDirectory: string,
  { processes: table, locks, brief, closely, through = svscanDirectory, recorded }: ObserveOptions,
): Observation {
  let stats: ReturnType<typeof statSync>
  let entries: Observation['entries']
  try {
    stats = statSync(fsPath(through))
    entries = observeEntries(through)
  } catch (error) {
    throw new UserError(ExitCode.refused, `unable to read svscan directory ${svscanDirectory}`, {
      reason: systemErrorReason(error),
      next: hasErrorCode(error, 'EACCES')
        ? 'run the command as root, or as the user of svscan'
        : 'name the svscan directory with --service-dir DIR',
      cause: error,
    })
  }
  const recordedOut = linksOut(svscanDirectory, entries, recorded ?? [])
  const { processes, unreadable } = observeProcesses(table ?? readProcessTable(), {
    svscanDirectory: fileId(stats),
    owner: stats.uid,
    places: servedDirectories([...entries, ...recordedOut]),
    brief: brief ?? false,
    anew: closely ?? false,
    locks,
  })
  const base = superviseBase(processes, fileId(stats))
  // Only now is it known where the supervises keep their files.
  if (base !== null) entries = observeEntries(through, base)
  const seen = { svscanDirectory: fileId(stats), entries: [...entries, ...recordedOut], processes }
  return {
    time: Date.now(),
    ticks: uptimeTicks(),
    ticksPerSecond,
    host: hostname(),
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    svscanDirectory: {
      path: svscanDirectory,
      id: fileId(stats),
      mode: stats.mode & 0o7777,
      uid: stats.uid,
      gid: stats.gid,
    },
    entries,
    out: recorded === undefined ? [] : [...recordedOut, ...superviseOnly(seen)],
    processes,
    self: { pid: process.pid, uid: process.geteuid?.() ?? -1 },
    pipeReaders: observePipeReaders(processes),
    surroundings: null,
    details: null,
    unreadable,
  }
}

function uptimeTicks(): number {
  return Math.round(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * ticksPerSecond)
}

/** If two links lead to one directory, or one to the log of another, each has its own purpose. */
function servedDirectories(entries: Observation['entries']): ServedDirectories {
  const places = new Map<FileId, ServedDirectory>()
  const add = ({ id, path, files }: ServiceDirectory, descriptor: number) => {
    const descriptors = places.get(id)?.descriptors ?? []
    places.set(id, { path, files, descriptors: [...new Set([...descriptors, descriptor])] })
  }
  for (const { directory } of entries) {
    if (directory === null) continue
    add(directory, 1)
    if (directory.log !== null) add(directory.log, 0)
  }
  return places
}
