import { spawnSync } from 'node:child_process'
import { closeSync, constants, openSync, readdirSync, readFileSync } from 'node:fs'
import { childEnvironment } from '../../system/child-environment.js'
import { fileId, fsPath, readLink, tryStat } from '../../system/read.js'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../../user-error.js'

/**
 * One acting run per service directory: the kernel's flock on the directory itself. Node has no flock, so
 * flock(1) takes it through our descriptor; it stays until that is closed or we die, and leaves no trace.
 * Returns how to let go.
 */
export function lockServiceDirectory(path: string): () => void {
  const descriptor = openSync(fsPath(path), constants.O_RDONLY | constants.O_DIRECTORY)
  // execa passes no descriptor of ours above 2.
  const { status, error } = spawnSync('flock', ['--nonblock', '3'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
    env: { ...childEnvironment },
    timeout: 5_000,
  })
  if (status === 0) return () => closeSync(descriptor)
  const holder = status === 1 ? lockHolder(path) : null
  closeSync(descriptor)
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

/** Who has it: a process with this directory open and locked. Its pid in /proc/locks is flock(1)'s, long gone. */
export function lockHolder(path: string): number | null {
  const stats = tryStat(path)
  if (stats === null) return null
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        if (readLink(`/proc/${pid}/fd/${descriptor}`)?.startsWith('/') !== true) continue
        const target = tryStat(`/proc/${pid}/fd/${descriptor}`)
        if (target === null || fileId(target) !== fileId(stats)) continue
        if (readFileSync(`/proc/${pid}/fdinfo/${descriptor}`, 'utf8').includes('FLOCK')) return Number(pid)
      }
    } catch {
      // It has ended, or it is somebody else's.
    }
  }
  return null
}

function describeHolder(pid: number): string {
  const uid = tryStat(`/proc/${pid}`)?.uid ?? '?'
  const since = tryStat(`/proc/${pid}`)?.ctime.toISOString() ?? 'an unknown time'
  return `pid ${pid} of uid ${uid}, since ${since}`
}
