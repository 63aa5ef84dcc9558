import { readdirSync } from 'node:fs'
import { ExitCode, hasErrorCode, UserError } from '../errors.js'
import { localDateAndTime } from '../text/local-time.js'
import { readStat } from './process-table.js'
import { fileId, readLink, readProcText, tryStat } from './read.js'

/** Whether this process holds the lock; null: its descriptors are hidden from us. */
export function holdsLock(path: string, pid: number): boolean | null {
  const stats = tryStat(path)
  if (stats === null) return false
  try {
    const descriptors = readdirSync(`/proc/${pid}/fd`)
    return descriptors.some(number => isLocked(String(pid), number, fileId(stats)))
  } catch (error) {
    return hasErrorCode(error, 'EACCES') ? null : false
  }
}

/** Milliseconds since the epoch; null: there is no such process. The times of /proc/PID itself are those of the first look at it. */
export function startOf(pid: number): number | null {
  const process = readStat(pid)
  if (process === null) return null
  const uptime = Number(readProcText('/proc/uptime').split(' ')[0])
  return Date.now() - (uptime - process.startTime / 100) * 1000
}

/**
 * The process that holds the lock: it has this directory open and locked. The pid in /proc/locks is that of flock(1),
 * which has ended. A child that has not yet started its program has everything open that its parent has; then this is
 * about the parent.
 */
export function lockHolder(path: string): number | null {
  const stats = tryStat(path)
  if (stats === null) return null
  const id = fileId(stats)
  const others = readdirSync('/proc').filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
  const holders = new Set(others.filter(pid => descriptorsOf(pid).some(number => isLocked(pid, number, id))))
  const eldest = [...holders].find(pid => !holders.has(parentOf(pid)))
  return eldest === undefined ? null : Number(eldest)
}

function isLocked(pid: string, descriptor: string, id: string): boolean {
  const path = `/proc/${pid}/fd/${descriptor}`
  if (readLink(path)?.startsWith('/') !== true) return false
  // Not stat first: others may have files open on a file system that does not answer.
  if (!readProcText(`/proc/${pid}/fdinfo/${descriptor}`).includes('FLOCK')) return false
  const target = tryStat(path)
  return target !== null && fileId(target) === id
}

/** Empty for a process that has ended or that belongs to another user. */
function descriptorsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`)
  } catch {
    return []
  }
}

function parentOf(pid: string): string {
  return /^PPid:\s+(\d+)/m.exec(readProcText(`/proc/${pid}/status`))?.[1] ?? ''
}

/** Throws exit 3 if another svreset has locked the directory. */
export function refuseIfLocked(path: string): void {
  const holder = lockHolder(path)
  if (holder !== null) throw anotherAtWork(path, holder)
}

/** `holder`: null if it is hidden. */
export function anotherAtWork(path: string, holder: number | null): UserError {
  return new UserError(ExitCode.refused, `unable to start: another svreset is working on ${path}`, {
    reason: holder === null ? 'its lock is held' : describeHolder(holder),
    next: 'wait until it has finished; only one svreset at a time works on a directory',
  })
}

function describeHolder(pid: number): string {
  const uid = tryStat(`/proc/${pid}`)?.uid ?? '?'
  const start = startOf(pid)
  const since = start === null ? 'an unknown time' : localDateAndTime(start)
  return `pid ${pid} of uid ${uid}, since ${since}`
}
