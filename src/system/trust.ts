import { lstatSync, type Stats } from 'node:fs'
import { posix } from 'node:path'
import { ExitCode, systemErrorReason, UserError } from '../errors.js'
import { ownPath, tryLstat } from './read.js'

/**
 * As root, svreset uses a file only if nobody else could have written it: the file and every directory above it
 * belong to root (or to the trusted owner), and neither group nor others may write to them. Throws exit 3.
 */
export function requireTrusted(kind: string, path: string, trustedUids: readonly number[]): void {
  requireTrustedPath(kind, path, path, 'regular file', trustedUids)
}

/** The state directory, or the directory in which it will be made, and the directory of the runs. */
export function requireTrustedState(stateDir: string, trustedUids: readonly number[]): void {
  let path = `${stateDir}/runs`
  while (path !== '/' && tryLstat(path) === null) path = posix.dirname(path)
  requireTrustedPath('state directory', stateDir, path, 'directory', trustedUids)
}

type Expected = 'regular file' | 'directory'

/** `named`: the operator's name for it. */
function requireTrustedPath(
  kind: string,
  named: string,
  path: string,
  expected: Expected,
  trustedUids: readonly number[],
): void {
  if (process.geteuid?.() !== 0) return
  const whole = posix.resolve(path)
  for (let at = whole; ; at = posix.dirname(at)) {
    const problem = whyDistrusted(at, at === whole ? expected : 'directory', trustedUids)
    if (problem !== null) throw distrusted(kind, named, at, problem)
    if (at === '/') return
  }
}

interface Distrust {
  readonly reason: string
  readonly next: string
}

function whyDistrusted(path: string, expected: Expected, trustedUids: readonly number[]): Distrust | null {
  let stats: Stats
  try {
    stats = lstatSync(ownPath(path))
  } catch (error) {
    return { reason: systemErrorReason(error), next: 'name an existing file' }
  }
  if (stats.isSymbolicLink()) return { reason: 'it is a symbolic link', next: 'name its target' }
  if (expected === 'directory' ? !stats.isDirectory() : !stats.isFile())
    return { reason: `it is not a ${expected}`, next: `name a ${expected}` }
  if (expected === 'regular file' && stats.nlink > 1)
    return { reason: 'it has another name (a hard link)', next: `cp ${path} to a new file and use that` }
  if (!trustedUids.includes(stats.uid)) {
    return { reason: `it belongs to uid ${stats.uid}`, next: `chown root ${path}, or --trust-owner USER` }
  }
  if ((stats.mode & 0o022) !== 0) {
    return {
      reason: `others may write to it (mode ${(stats.mode & 0o7777).toString(8).padStart(4, '0')})`,
      // /tmp and similar directories are made for that.
      next:
        (stats.mode & 0o1000) !== 0
          ? 'keep it in a directory that nobody else may write to'
          : `chmod go-w ${path}`,
    }
  }
  return null
}

function distrusted(kind: string, path: string, at: string, { reason, next }: Distrust): UserError {
  return new UserError(ExitCode.refused, `unable to trust ${kind} ${path}`, {
    reason: at === posix.resolve(path) ? reason : `${at}: ${reason}`,
    next,
  })
}
