import { lchownSync, lutimesSync, symlinkSync, unlinkSync } from 'node:fs'
import type { LinkRecord } from '../../runbook/act.js'
import { parseMicroseconds } from '../../system/link-time.js'
import { fsPath, readLink, tryLstat } from '../../system/read.js'
import { hasErrorCode } from '../../user-error.js'
import { ActFailed } from './act-failed.js'

/** Removes this very link: one that has become something else meanwhile is left alone. */
export function removeLink(serviceDirectory: string, link: LinkRecord): void {
  const path = `${serviceDirectory}/${link.name}`
  if (readLink(path) !== link.target) {
    if (tryLstat(path) === null) return
    throw new ActFailed(
      `unable to remove link ${link.name}`,
      'it is no longer what it was when the run began',
    )
  }
  try {
    unlinkSync(fsPath(path))
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw ActFailed.because(`unable to remove link ${link.name}`, error)
  }
}

/** Creates the link with its owner and its time. Never overwrites: what is there already wins. */
export function createLink(serviceDirectory: string, link: LinkRecord): void {
  const name = `${serviceDirectory}/${link.name}`
  const path = fsPath(name)
  try {
    symlinkSync(fsPath(link.target), path)
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw ActFailed.because(`unable to create link ${link.name}`, error)
    if (readLink(name) === link.target) return
    throw new ActFailed(
      `unable to create link ${link.name}`,
      'something else has that name now; it is left as it is',
    )
  }
  try {
    lchownSync(path, link.uid, link.gid)
  } catch (error) {
    // An ordinary user can only make links of their own: the link is what matters.
    if (!hasErrorCode(error, 'EPERM'))
      throw ActFailed.because(`unable to set the owner of link ${link.name}`, error)
  }
  const seconds = toSeconds(parseMicroseconds(link.modified) ?? 0n)
  // As text: a negative number, a time before 1970, Node takes for a mistake and sets the present time.
  lutimesSync(path, String(seconds), String(seconds))
}

/** Node cuts the number's fraction to microseconds; as a double it is often just short of it. 0.3 µs more makes it exact. */
function toSeconds(microseconds: bigint): number {
  const rest = Number(microseconds % 1_000_000n)
  return Number(microseconds / 1_000_000n) + (rest + (microseconds < 0n ? -0.3 : 0.3)) / 1_000_000
}
