import { readFileSync, type Stats } from 'node:fs'
import { posix } from 'node:path'
import { readLink, tryRealpath, tryStat } from './read.js'

/** A file or directory that somebody else can change, and who that is. */
export interface Changeable {
  readonly path: string
  readonly who: string
}

/**
 * Who, other than the trusted users, can change this file or put another one in its place; null: nobody. `file` is the
 * file that was opened or runs. It may have gone from its path meanwhile, or another one may be there.
 */
export function whoMayChange(path: string, file: Stats, trusted: readonly number[]): Changeable | null {
  const own = writerOf(file, trusted)
  if (own !== null) return { path, who: own }
  let child = file
  for (let at = posix.dirname(path); ; at = posix.dirname(at)) {
    const directory = tryStat(at)
    const who = directory === null ? null : replacerIn(at, directory, child, trusted)
    if (who !== null) return { path: at, who }
    if (at === '/' || at === '.') return null
    child = directory ?? child
  }
}

/** The same for a program that is still to be started: each link on the way to it counts too. */
export function whoMayReplace(path: string, trusted: readonly number[]): Changeable | null {
  const file = tryStat(path)
  if (file === null) return null
  const ways = [tryRealpath(path) ?? path]
  for (let at: string | null = path; at !== null && ways.length <= mostLinks; ) {
    ways.push(at)
    const target = readLink(at)
    at = target === null ? null : posix.resolve(posix.dirname(at), target)
  }
  return ways.map(way => whoMayChange(way, file, trusted)).find(found => found !== null) ?? null
}

/** As in path_resolution(7). */
const mostLinks = 40

/** Members of group 0 are root's own. */
function writerOf({ uid, gid, mode }: Stats, trusted: readonly number[]): string | null {
  if (!isTrusted(uid, trusted)) return `user ${uid}`
  if ((mode & 0o002) !== 0) return 'everybody'
  return (mode & 0o020) !== 0 && gid !== 0 ? `group ${gid}` : null
}

/** In a directory with the sticky bit, nobody can rename the files of others, inode(7). */
function replacerIn(
  path: string,
  directory: Stats,
  { uid }: Stats,
  trusted: readonly number[],
): string | null {
  const who = writerOf(directory, trusted)
  if ((directory.mode & 0o1000) !== 0 && isTrusted(directory.uid, trusted) && isTrusted(uid, trusted))
    return null
  return who === `group ${staff}` && /^\/usr\/local(?:\/|$)/.test(path) ? null : who
}

/** Debian's policy, 9.1.2, lets the members of staff write below /usr/local: there they are trusted like root. */
const staff = 50

function isTrusted(uid: number, trusted: readonly number[]): boolean {
  return trusted.includes(uid) || (uid === overflowUid && !isMapped(uid))
}

/** If a user namespace does not know the owner of a file, the owner cannot act in it, user_namespaces(7). */
const overflowUid = 65_534

let mapped: boolean | null = null

function isMapped(uid: number): boolean {
  mapped ??= readFileSync('/proc/self/uid_map', 'latin1')
    .trim()
    .split('\n')
    .some(line => {
      const [first = 0, , count = 0] = line.trim().split(/\s+/).map(Number)
      return uid >= first && uid < first + count
    })
  return mapped
}

/** The path of the program of a process, as it was when it was started; null if svreset may not read it. */
export function executablePath(pid: number): string | null {
  return readLink(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? null
}
