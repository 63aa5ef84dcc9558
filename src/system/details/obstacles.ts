import { accessSync, constants, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { hasErrorCode } from '../../errors.js'
import { quote } from '../../text/quote.js'
import type { Obstacle } from '../details.js'
import type { FileId } from '../process.js'
import { fsPath, readLink, readProcText, tryStat } from '../read.js'
import type { ServiceDirectory, Supervise, Svscan, System } from '../system.js'
import type { Locks } from './locks.js'

/**
 * For directories without a supervise although svscan runs, and for those whose supervise svc cannot reach: what would
 * keep a new supervise from starting.
 */
export function findObstacles(system: System, locks: Locks): Map<FileId, Obstacle[]> {
  const found = new Map<FileId, Obstacle[]>()
  const [svscan] = system.svscans
  if (svscan === undefined) return found
  let program: Obstacle | null | undefined
  const look = (directory: ServiceDirectory, supervises: readonly Supervise[]) => {
    if (supervises.some(({ reachable }) => reachable)) return
    program ??= missingProgram(svscan)
    const obstacles = [
      program,
      noParent(directory),
      notWritable(directory, svscan),
      logNotSeen(directory),
      diskFull(directory),
      supervises.length > 0 ? null : lockHeld(directory, system, locks),
    ]
    const real = obstacles.filter(obstacle => obstacle != null)
    if (real.length > 0) found.set(directory.id, real)
  }
  for (const { directory, supervises, logSupervises } of system.services) {
    look(directory, supervises)
    if (directory.log !== null) look(directory.log, logSupervises)
  }
  return found
}

/** svscan looks for `supervise` in its own PATH; if it has none, in that of execvp (`/bin:/usr/bin`). */
function missingProgram({ process }: Svscan): Obstacle | null {
  const environment = readProcText(`/proc/${process.pid}/environ`)
  if (environment === '') return null
  const path = /(?:^|\0)PATH=([^\0]*)/.exec(environment)?.[1] ?? '/bin:/usr/bin'
  if (path.split(':').some(directory => isProgram(`${directory || '.'}/supervise`))) return null
  return { kind: 'no-program', path, reason: "no `supervise` in svscan's PATH", pids: [process.pid] }
}

function isProgram(path: string): boolean {
  const stats = tryStat(path)
  return stats?.isFile() === true && (stats.mode & 0o111) !== 0
}

function notWritable(directory: ServiceDirectory, { process }: Svscan): Obstacle | null {
  const own = `${directory.path}/supervise`
  const stats = tryStat(own)
  const path = stats === null ? directory.path : own
  try {
    accessSync(fsPath(path), constants.W_OK)
  } catch (error) {
    // For root, access(2) tells only this: root has permission for everything else.
    if (hasErrorCode(error, 'EROFS')) return obstacle('not-writable', path, 'a read-only file system')
  }
  if (stats !== null && !stats.isDirectory()) return obstacle('not-writable', own, 'not a directory')
  const owner = stats ?? directory
  if (process.uid > 0 && owner.uid !== process.uid && (owner.mode & 0o002) === 0) {
    return obstacle(
      'not-writable',
      path,
      `owned by user ${owner.uid}, and svscan runs as user ${process.uid}`,
    )
  }
  return null
}

/** `supervise` may be a link, as Debian's update-service makes it. supervise creates its target, but no directory above that. */
function noParent({ path }: ServiceDirectory): Obstacle | null {
  let place = `${path}/supervise`
  for (let links = 0; links < 40; links++) {
    const target = readLink(place)
    if (target === null) break
    place = resolve(dirname(place), target)
  }
  const parent = dirname(place)
  if (parent === path || tryStat(parent) !== null) return null
  const missing = `supervise is a link to ${quote(place)}, and ${quote(parent)} is missing`
  return { ...obstacle('no-parent', `${path}/supervise`, missing), mend: `mkdir -p ${quote(parent)}` }
}

/** svscan starts no service of which it cannot tell whether it has a log. */
function logNotSeen({ path, logProblem }: ServiceDirectory): Obstacle | null {
  if (logProblem === null) return null
  return obstacle('log-not-seen', `${path}/log`, `svscan cannot read its log directory: ${logProblem}`)
}

function diskFull({ path }: ServiceDirectory): Obstacle | null {
  try {
    const { bavail, files, ffree } = statfsSync(fsPath(path))
    if (bavail === 0) return obstacle('disk-full', path, `its disk is full: 0 bytes free on ${quote(path)}`)
    if (files > 0 && ffree === 0)
      return obstacle('disk-full', path, `its disk is full: 0 inodes free on ${quote(path)}`)
  } catch {
    // gone meanwhile
  }
  return null
}

function lockHeld({ path }: ServiceDirectory, system: System, locks: Locks): Obstacle | null {
  const lock = `${path}/supervise/lock`
  const svscans = new Set(system.svscans.map(({ process }) => process.pid))
  const pids = locks.holders(lock).filter(pid => {
    if (pid === 0) return true
    // A process that was started after the table was read, or by svscan itself, is still starting.
    const holder = system.processes.get(pid)
    return holder !== undefined && !svscans.has(holder.parent)
  })
  if (pids.length === 0) return null
  const who = pids.map(pid => (pid === 0 ? 'a process of another PID namespace' : `pid ${pid}`)).join(', ')
  return {
    kind: 'lock-held',
    path: lock,
    reason: `its lock is held by ${who}`,
    pids: pids.filter(pid => pid > 0),
  }
}

function obstacle(kind: Obstacle['kind'], path: string, reason: string): Obstacle {
  return { kind, path, reason, pids: [] }
}
