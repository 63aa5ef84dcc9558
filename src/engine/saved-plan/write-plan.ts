import { randomBytes } from 'node:crypto'
import { linkSync, renameSync, unlinkSync } from 'node:fs'
import { posix } from 'node:path'
import { planSchemaName, type SavedPlan } from '../../contract/saved-plan.js'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../../errors.js'
import { syncDirectory } from '../../journal/state-directory.js'
import { fsPath, ownPath, readRegularFile, tryLstat } from '../../system/read.js'
import { writeNewFile } from '../../system/write-new-file.js'
import { toJson } from '../../text/json.js'

/**
 * Writes the file whole or not at all, mode 0600. Replaces only an earlier plan or an empty file of this user. Follows no
 * link, and uses no name that others can guess. Throws a UserError.
 */
export function writePlan(path: string, plan: SavedPlan): void {
  const problem = whyNotReplaced(path)
  if (problem !== null) {
    throw new UserError(ExitCode.refused, `unable to save plan ${path}`, {
      reason: problem,
      next: 'name a new file with --out; nothing was touched',
    })
  }
  const isNew = tryLstat(path) === null
  const directory = posix.dirname(path)
  const beside = `${directory}/.${posix.basename(path).slice(0, 200)}.${randomBytes(8).toString('hex')}`
  try {
    writeNewFile(fsPath(beside), `${toJson(plan, 2)}\n`, 0o600)
    try {
      // link(2) does not replace a file that has appeared meanwhile.
      if (isNew) linkSync(ownPath(beside), ownPath(path))
      else renameSync(ownPath(beside), ownPath(path))
    } finally {
      if (isNew || tryLstat(beside) !== null) unlinkSync(ownPath(beside))
    }
    syncDirectory(directory)
  } catch (error) {
    throw new UserError(ExitCode.failed, `unable to save plan ${path}`, {
      reason: hasErrorCode(error, 'EEXIST')
        ? 'something with that name has just appeared'
        : systemErrorReason(error),
      next: 'fix that, or name another file with --out; nothing was touched',
      cause: error,
    })
  }
}

/** null: there is nothing, or something that may be replaced. */
function whyNotReplaced(path: string): string | null {
  const stats = tryLstat(path)
  if (stats === null) return null
  if (stats.isSymbolicLink()) return 'it is a symbolic link'
  if (!stats.isFile()) return stats.isDirectory() ? 'it is a directory' : 'it is not a regular file'
  if (stats.uid !== process.geteuid?.()) return `it exists and belongs to uid ${stats.uid}`
  if (stats.nlink > 1) return 'it exists and has another name (a hard link)'
  if (stats.size === 0) return null
  const read = readRegularFile(path, 64)
  const isPlan =
    read.kind === 'read' && Buffer.from(read.bytes).toString('latin1').includes(`"${planSchemaName}"`)
  return isPlan ? null : 'it exists and is not a plan'
}
