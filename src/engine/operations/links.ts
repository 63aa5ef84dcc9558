import {
  chownSync,
  closeSync,
  constants,
  fstatSync,
  linkSync,
  openSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
} from 'node:fs'
import { posix } from 'node:path'
import type { OperationOf } from '../../contract/operation.js'
import { hasErrorCode } from '../../errors.js'
import { unfinishedName } from '../../journal/restore-script.js'
import type { HeldDirectory } from '../../system/held-directory.js'
import type { RecordedLink } from '../../system/link-record.js'
import { parseMicroseconds } from '../../system/link-time.js'
import { ownPath, readLink, tryLstat } from '../../system/read.js'
import { encodeBytes } from '../../text/bytes.js'
import { OperationFailed } from './operation-failed.js'

/** The directory in which links are made and removed, and the run that does it. */
export interface LinkPlace {
  readonly directory: HeldDirectory
  readonly run: string
  /** All links that the run may make. A link that it left unfinished is one of them. */
  readonly links: readonly RecordedLink[]
}

type LinkOperation = Pick<OperationOf<'link' | 'unlink'>, 'link'>

interface WithPlace {
  readonly place: LinkPlace
}

/** Removes exactly this link. If it has become something else meanwhile, leaves it alone. */
export function removeLink({ link }: LinkOperation, { place: { directory } }: WithPlace): void {
  const path = directory.at(link.name)
  if (readLink(path) !== link.target) {
    if (tryLstat(path) === null) return
    throw new OperationFailed(`unable to remove link ${link.name}`, 'it has changed since the run began')
  }
  try {
    unlinkSync(ownPath(path))
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT'))
      throw OperationFailed.because(`unable to remove link ${link.name}`, error)
  }
}

/**
 * Creates the link with its owner and its time. The link is first made complete under another name. So if svreset dies
 * half-way, no link with a wrong time has the name; it would look like an original one. link(2) then gives it
 * the name, because link(2) never overwrites.
 */
export function createLink({ link }: LinkOperation, { place }: WithPlace): void {
  const unfinished = place.directory.at(unfinishedName(place.run))
  try {
    removeUnfinishedLink(place)
    makeUnfinished(unfinished, link)
    linkUnlessThere(unfinished, place, link)
    unlinkSync(unfinished)
  } catch (error) {
    throw error instanceof OperationFailed
      ? error
      : OperationFailed.because(`unable to create link ${link.name}`, error)
  }
}

/** Removes what this run left when it died, or failed, between two of its calls. What somebody else has put there stays. */
export function removeUnfinishedLink({ directory, run, links }: LinkPlace): void {
  const path = directory.at(unfinishedName(run))
  const target = readLink(path)
  const uid = target === null ? undefined : tryLstat(path)?.uid
  const own = process.geteuid?.()
  if (!links.some(link => link.target === target && (uid === own || uid === link.uid))) return
  try {
    unlinkSync(path)
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error
  }
}

function makeUnfinished(path: string, link: RecordedLink): void {
  const failure = `unable to create link ${link.name}`
  try {
    symlinkSync(encodeBytes(link.target), path)
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
    throw new OperationFailed(
      failure,
      `${posix.basename(path)} is in the way and svreset did not make it: svreset leaves it as it is`,
    )
  }
  // Others who may write here can put something else in its place. So only the link itself gets another owner.
  const descriptor = openSync(path, O_PATH | constants.O_NOFOLLOW)
  try {
    if (!fstatSync(descriptor).isSymbolicLink())
      throw new OperationFailed(failure, 'somebody has put something else in its place')
    const itself = `/proc/self/fd/${descriptor}`
    setOwner(itself, link)
    const seconds = toSeconds(parseMicroseconds(link.modified) ?? 0n)
    // As text: Node takes a negative number, a time before 1970, for a mistake and sets the present time.
    utimesSync(itself, String(seconds), String(seconds))
  } finally {
    closeSync(descriptor)
  }
}

/** open(2): a descriptor of the link itself. Node does not name it. */
const O_PATH = 0o10000000

function linkUnlessThere(unfinished: string, place: LinkPlace, link: RecordedLink): void {
  const name = place.directory.at(link.name)
  try {
    linkSync(unfinished, ownPath(name))
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
    if (readLink(name) === link.target) return
    removeUnfinishedLink(place)
    throw new OperationFailed(
      `unable to create link ${link.name}`,
      'something else has that name now; svreset leaves it as it is',
    )
  }
}

function setOwner(path: string, { name, uid, gid }: RecordedLink): void {
  try {
    chownSync(path, uid, gid)
  } catch (error) {
    // An ordinary user can only make links of their own. The link matters more than its owner.
    if (!hasErrorCode(error, 'EPERM'))
      throw OperationFailed.because(`unable to set the owner of link ${name}`, error)
  }
}

/** Node cuts the number's fraction to microseconds, and the double is often just below. Adding 0.3 µs makes it exact. */
function toSeconds(microseconds: bigint): number {
  const rest = Number(microseconds % 1_000_000n)
  return Number(microseconds / 1_000_000n) + (rest + (microseconds < 0n ? -0.3 : 0.3)) / 1_000_000
}
