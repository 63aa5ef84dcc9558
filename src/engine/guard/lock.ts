import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../../errors.js'
import { childEnvironment } from '../../system/child-environment.js'
import type { HeldDirectory } from '../../system/held-directory.js'
import { fileId, readLink, readProcText, tryStat } from '../../system/read.js'

/**
 * One acting run per service directory: the kernel's flock on the directory itself. Node has no flock, so
 * flock(1) takes it through our descriptor; it stays until that is closed or we die, and leaves no trace.
 */
export function lockSvscanDirectory({ path, descriptor, at }: HeldDirectory): void {
  // execa passes no descriptor of ours above 2.
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
    env: { ...childEnvironment },
    timeout: 5_000,
  })
  if (status === 0) return
  const holder = status === 1 ? lockHolder(at()) : null
  if (status !== 1) {
    const missing = hasErrorCode(error, 'ENOENT')
    throw new UserError(ExitCode.refused, `unable to lock service directory ${path}`, {
      reason: missing
        ? 'there is no flock(1) on this machine'
        : error === undefined
          ? `flock ended with ${status}`
          : `flock could not be run: ${systemErrorReason(error)}`,
      next: missing ? 'install util-linux (apt-get install util-linux)' : 'see to that, then the same again',
    })
  }
  throw new UserError(ExitCode.refused, `unable to start: another svreset is at work on ${path}`, {
    reason: holder === null ? 'its lock is taken' : describeHolder(holder),
    next: 'wait until it has finished; svreset never works on one directory twice at once',
  })
}

/**
 * Who has it: a process with this directory open and locked. Its pid in /proc/locks is flock(1)'s, long gone. A child
 * that has not become another program yet has all that its parent has open: the parent is meant.
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

/** None of a process that has ended, or is somebody else's. */
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
  const since = tryStat(`/proc/${pid}`)?.ctime.toISOString() ?? 'an unknown time'
  return `pid ${pid} of uid ${uid}, since ${since}`
}
