import { lchownSync, linkSync, lutimesSync, symlinkSync, unlinkSync } from 'node:fs'
import { posix } from 'node:path'
import { hasErrorCode } from '../../errors.js'
import { unfinishedName } from '../../journal/restore-script.js'
import type { RecordedLink } from '../../system/link-record.js'
import { parseMicroseconds } from '../../system/link-time.js'
import { fsPath, readLink, tryLstat } from '../../system/read.js'
import { OperationFailed } from './operation-failed.js'

/** Removes this very link: one that has become something else meanwhile is left alone. */
export function removeLink(svscanDirectory: string, link: RecordedLink): void {
  const path = `${svscanDirectory}/${link.name}`
  if (readLink(path) !== link.target) {
    if (tryLstat(path) === null) return
    throw new OperationFailed(
      `unable to remove link ${link.name}`,
      'it is no longer what it was when the run began',
    )
  }
  try {
    unlinkSync(fsPath(path))
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT'))
      throw OperationFailed.because(`unable to remove link ${link.name}`, error)
  }
}

/**
 * Creates the link with its owner and its time. It is made whole under another name first: if we die half-way, the
 * name has no link with a time of its own, which nobody could tell from one that is as it was. link(2) gives it
 * the name, as it never overwrites.
 */
export function createLink(svscanDirectory: string, link: RecordedLink): void {
  const name = `${svscanDirectory}/${link.name}`
  const failure = `unable to create link ${link.name}`
  try {
    removeUnfinishedLink(svscanDirectory)
    const unfinished = fsPath(`${svscanDirectory}/${unfinishedName}`)
    symlinkSync(fsPath(link.target), unfinished)
    setOwner(unfinished, link)
    const seconds = toSeconds(parseMicroseconds(link.modified) ?? 0n)
    // As text: a negative number, a time before 1970, Node takes for a mistake and sets the present time.
    lutimesSync(unfinished, String(seconds), String(seconds))
    linkUnlessThere(unfinished, name, link)
    removeUnfinishedLink(svscanDirectory)
  } catch (error) {
    throw error instanceof OperationFailed ? error : OperationFailed.because(failure, error)
  }
}

function linkUnlessThere(unfinished: string | Buffer, name: string, link: RecordedLink): void {
  try {
    linkSync(unfinished, fsPath(name))
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
    if (readLink(name) === link.target) return
    removeUnfinishedLink(posix.dirname(name))
    throw new OperationFailed(
      `unable to create link ${link.name}`,
      'something else has that name now; it is left as it is',
    )
  }
}

/** What a run has left that died, or failed, between two of its calls. */
export function removeUnfinishedLink(svscanDirectory: string): void {
  try {
    unlinkSync(fsPath(`${svscanDirectory}/${unfinishedName}`))
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error
  }
}

function setOwner(path: string | Buffer, { name, uid, gid }: RecordedLink): void {
  try {
    lchownSync(path, uid, gid)
  } catch (error) {
    // An ordinary user can only make links of their own: the link is what matters.
    if (!hasErrorCode(error, 'EPERM'))
      throw OperationFailed.because(`unable to set the owner of link ${name}`, error)
  }
}

/** Node cuts the number's fraction to microseconds; as a double it is often just short of it. 0.3 µs more makes it exact. */
function toSeconds(microseconds: bigint): number {
  const rest = Number(microseconds % 1_000_000n)
  return Number(microseconds / 1_000_000n) + (rest + (microseconds < 0n ? -0.3 : 0.3)) / 1_000_000
}
