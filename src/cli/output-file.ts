import { randomBytes } from 'node:crypto'
import { fsyncSync, lstatSync, renameSync, unlinkSync } from 'node:fs'
import { posix } from 'node:path'
import { ExitCode, systemErrorReason, UserError } from '../errors.js'
import { holdGuardedDirectory, UnguardedLink } from '../system/guarded-directory.js'
import type { HeldDirectory } from '../system/held-directory.js'
import { writeNewFile } from '../system/write-new-file.js'

/**
 * Replaces the file whole or not at all, mode 0644: another user's program reads it. Follows no link. Throws a UserError.
 */
export function writeOutput(path: string, text: string, option = '--output'): void {
  let directory: HeldDirectory
  try {
    directory = holdGuardedDirectory(posix.dirname(posix.resolve(path)))
  } catch (error) {
    throw refused(
      path,
      option,
      error instanceof UnguardedLink ? error.message : systemErrorReason(error),
      error,
    )
  }
  try {
    const name = posix.basename(posix.resolve(path))
    requireReplaceable(path, option, directory.at(name))
    // The textfile collector reads what ends in .prom.
    const beside = directory.at(`.${name.slice(0, 200)}.${randomBytes(8).toString('hex')}`)
    try {
      writeNewFile(beside, text, 0o644)
      renameSync(beside, directory.at(name))
    } catch (error) {
      removeIfThere(beside)
      throw refused(path, option, systemErrorReason(error), error)
    }
    fsyncSync(directory.descriptor)
  } finally {
    directory.close()
  }
}

/** `/dev/stdout` is a link, which a rename would replace. */
function requireReplaceable(path: string, option: string, inside: string): void {
  const stats = lstatSync(inside, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isFile()) {
    throw refused(path, option, stats.isSymbolicLink() ? 'it is a symbolic link' : 'it is not a regular file')
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was never made.
  }
}

function refused(path: string, option: string, reason: string, cause?: unknown): UserError {
  return new UserError(ExitCode.refused, `unable to write ${path}`, {
    reason,
    next: `fix that, or name another place with ${option}, in a directory that only root may write to`,
    cause,
  })
}
