import { fsyncSync, renameSync } from 'node:fs'
import type { OperationOf, StrayFile } from '../../contract/operation.js'
import { hasErrorCode } from '../../errors.js'
import { type HeldDirectory, holdDirectory } from '../../system/held-directory.js'
import { tryLstat } from '../../system/read.js'
import { isSuperviseFile } from '../../system/supervise-file.js'
import { guardedPaths } from './guarded-path.js'
import type { LinkPlace } from './links.js'
import { OperationFailed } from './operation-failed.js'

/** Nothing is lost: what was in the file may be somebody's. Durable when it returns. */
export function setAsideFiles(
  { files }: OperationOf<'set-aside'>,
  { place: { run } }: { readonly place: LinkPlace },
): void {
  const isGuarded = guardedPaths()
  for (const stray of files) {
    const path = `${stray.directory}/supervise`
    const failure = `unable to set ${path}/${stray.file} aside`
    // In a directory of his own, a user could make supervise/ a link to any directory.
    if (!isGuarded(path)) throw new OperationFailed(failure, 'others may write there')
    let held: HeldDirectory | null = null
    try {
      held = holdDirectory(path)
      setAside(held, stray, run)
    } catch (error) {
      // Somebody has removed it since: nothing stands in the way.
      if (!hasErrorCode(error, 'ENOENT')) throw OperationFailed.because(failure, error)
    } finally {
      held?.close()
    }
  }
}

function setAside(directory: HeldDirectory, { file }: StrayFile, run: string): void {
  const stats = tryLstat(directory.at(file))
  if (stats === null || isSuperviseFile(file, stats)) return
  for (let count = 1; ; count += 1) {
    const aside = directory.at(`${file}.set-aside-${run}${count === 1 ? '' : `-${count}`}`)
    if (tryLstat(aside) !== null) continue
    renameSync(directory.at(file), aside)
    fsyncSync(directory.descriptor)
    return
  }
}
