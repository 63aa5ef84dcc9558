import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../../errors.js'
import { childEnvironment } from '../../system/child-environment.js'
import type { HeldDirectory } from '../../system/held-directory.js'
import { fileId, readLink, readProcText, tryStat } from '../../system/read.js'
import { localDateAndTime } from '../../text/local-time.js'

/**
 * One run per svscan directory: the kernel's flock on the directory itself. Node has no flock, so flock(1) takes the
 * lock through svreset's descriptor. The lock stays until that is closed or svreset dies, and leaves no trace.
 */
export function lockSvscanDirectory({ path, descriptor, at }: HeldDirectory): void {
  // execa passes on no descriptor above 2.
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
    env: { ...childEnvironment },
    timeout: 5_000,
  })
  if (status === 0) return
  const holder = status === 1 ? lockHolder(at()) : null
  if (status !== 1) {
    const missing = hasErrorCode(error, 'ENOENT')
    throw new UserError(ExitCode.refused, `unable to lock svscan directory ${path}`, {
      reason: missing
        ? 'flock(1) is not installed'
        : error === undefined
          ? `flock ended with ${status}`
          : `unable to run flock: ${systemErrorReason(error)}`,
      next: missing
        ? 'install util-linux (apt-get install util-linux)'
        : 'fix that and run the command again',
    })
  }
  throw new UserError(ExitCode.refused, `unable to start: another svreset is working on ${path}`, {
    reason: holder === null ? 'its lock is held' : describeHolder(holder),
    next: 'wait until it has finished; only one svreset at a time works on a directory',
  })
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
  const target = tryStat(path)
  if (target === null || fileId(target) !== id) return false
  return readProcText(`/proc/${pid}/fdinfo/${descriptor}`).includes('FLOCK')
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

function describeHolder(pid: number): string {
  const uid = tryStat(`/proc/${pid}`)?.uid ?? '?'
  const started = tryStat(`/proc/${pid}`)?.ctimeMs
  const since = started === undefined ? 'an unknown time' : localDateAndTime(started)
  return `pid ${pid} of uid ${uid}, since ${since}`
}
