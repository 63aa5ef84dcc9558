import { statSync } from 'node:fs'
import { geteuid } from 'node:process'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../errors.js'
import { judgeFor } from './judge.js'
import { readWorkingDirectory } from './process-place.js'
import { type ProcessTable, readProcessTable } from './process-table.js'
import { fileId, fsPath, tryStat } from './read.js'
import { mayBeRelative } from './relatives/programs.js'
import { asScanner } from './relatives/scanner.js'

/** The usual svscan directories: D. J. Bernstein's, Debian's, and that of other packages. */
const usualPlaces: readonly string[] = ['/service', '/etc/service', '/var/lib/svscan']

interface Candidate {
  readonly path: string
  readonly why: string
  /** Its svscan runs as the user who asks. */
  readonly isOwn: boolean
}

interface FindOptions {
  /** Default: false. If several svscans run, take the only one that runs as the user who asks. */
  readonly preferOwn?: boolean
}

/**
 * The svscan directory to work on: the named one, or else the working directory of the one running svscan,
 * or else the usual one that exists. Two candidates (by device and inode) are an error that names both.
 */
export function findSvscanDirectory(
  named: string | undefined,
  processes: () => ProcessTable = readProcessTable,
  { preferOwn = false }: FindOptions = {},
): string {
  if (named !== undefined) return checkNamed(named)
  const candidates = candidatesIn(processes())
  const own = preferOwn ? candidates.filter(({ isOwn }) => isOwn) : []
  const [only, other] = own.length === 1 ? own : candidates
  if (only === undefined) {
    throw new UserError(ExitCode.refused, 'unable to find a svscan directory', {
      reason: `no svscan is running, and none of ${usualPlaces.join(', ')} exists`,
      next: 'install daemontools, or name the svscan directory with --service-dir DIR',
    })
  }
  if (other !== undefined) {
    throw new UserError(ExitCode.refused, 'unable to choose a svscan directory: there is more than one', {
      reason: candidates.map(({ path, why }) => `${path} (${why})`).join(', '),
      next: `choose one: --service-dir ${only.path}, or --service-dir ${other.path}`,
    })
  }
  return only.path
}

/** Every directory that a svscan, or a scanner of another family, runs on; if none runs, the usual places that exist. */
export function findSvscanDirectories(processes: ProcessTable): readonly string[] {
  const running = distinct([...runningSvscans(processes), ...otherScanners(processes)])
  return (running.length > 0 ? running : candidatesIn(processes)).map(({ path }) => path).sort()
}

function whyNoDirectory(path: string): string | null {
  try {
    return statSync(fsPath(path)).isDirectory() ? null : 'it is not a directory'
  } catch (error) {
    return hasErrorCode(error, 'ENOENT', 'ENOTDIR') ? 'no such directory' : systemErrorReason(error)
  }
}

/** What runsvdir or s6-svscan keeps, last: where svscan has gone, its directory is meant, and not theirs. */
function candidatesIn(processes: ProcessTable): Candidate[] {
  const running = distinct(runningSvscans(processes))
  if (running.length > 0) return running
  const existing = distinct(existingPlaces())
  return existing.length > 0 ? existing : distinct(otherScanners(processes))
}

function checkNamed(path: string): string {
  const absolute = path.startsWith('/') ? path : `${process.cwd()}/${path}`
  const reason = whyNoDirectory(absolute)
  if (reason === null) return absolute === '/' ? absolute : absolute.replace(/\/+$/, '')
  throw new UserError(ExitCode.usage, `unable to use svscan directory ${path}`, {
    reason,
    next: 'name the svscan directory with --service-dir DIR',
  })
}

function runningSvscans(processes: ProcessTable): Candidate[] {
  const candidates: Candidate[] = []
  const self = geteuid?.()
  for (const process of processes.values()) {
    const { pid, command, state } = process
    if (command !== 'svscan' || state === 'Z') continue
    const directory = readWorkingDirectory(`/proc/${pid}`)
    if (directory === null || directory.deleted) continue
    // In a directory of another user, anybody can call a program svscan.
    const owner = tryStat(`/proc/${pid}/cwd`)?.uid
    if (owner === undefined || judgeFor(owner)(process) !== null) continue
    const isOwn = tryStat(`/proc/${pid}`)?.uid === self
    candidates.push({ path: directory.path, why: `svscan, pid ${pid}, runs there`, isOwn })
  }
  return candidates
}

function otherScanners(processes: ProcessTable): Candidate[] {
  const self = geteuid?.()
  return [...processes.values()].filter(mayBeRelative).flatMap(process => {
    const { pid } = process
    const path = asScanner(process)?.directory.path
    const owner = path === undefined ? undefined : tryStat(path)?.uid
    if (path === undefined || owner === undefined || judgeFor(owner)(process) !== null) return []
    const isOwn = tryStat(`/proc/${pid}`)?.uid === self
    return [{ path, why: `a scanner of another family, pid ${pid}, runs there`, isOwn }]
  })
}

function existingPlaces(): Candidate[] {
  return usualPlaces
    .filter(path => tryStat(path)?.isDirectory() === true)
    .map(path => ({ path, why: 'exists', isOwn: false }))
}

function distinct(candidates: readonly Candidate[]): Candidate[] {
  const byId = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const stats = tryStat(candidate.path)
    const id = stats === null ? candidate.path : fileId(stats)
    if (!byId.has(id)) byId.set(id, candidate)
  }
  return [...byId.values()]
}
