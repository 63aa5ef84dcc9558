import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs'
import { fsPath, readLink } from './read.js'

/** The exact identity of a directory. An inode may be greater than the greatest safe number. */
export interface DirectoryIdentity {
  readonly device: string
  readonly inode: string
  readonly uid: number
}

/** A directory that is held open. Whatever happens to its name, this is the same directory. */
export interface HeldDirectory {
  /** The name with which it was opened. */
  readonly path: string
  readonly descriptor: number
  readonly identity: DirectoryIdentity
  /** A path that the kernel resolves from the open descriptor, never from a name: to the directory, or to an entry. */
  at(name?: string): string
  /** Where it is now; null as long as its name leads to it. */
  astray(): Astray | null
  close(): void
}

export type Astray =
  | { readonly kind: 'removed' }
  /** `to`: its present name, which another mount may hide. */
  | { readonly kind: 'moved'; readonly to: string }

/** Follows links to it, as svscan does. Afterwards none of its names is looked up again. */
export function holdDirectory(path: string): HeldDirectory {
  return held(path, openSync(fsPath(path), constants.O_RDONLY | constants.O_DIRECTORY))
}

/** The directory behind an open descriptor. */
export function held(path: string, descriptor: number): HeldDirectory {
  const root = `/proc/self/fd/${descriptor}`
  const identity = identityOf(fstatSync(descriptor, { bigint: true }))
  return {
    path,
    descriptor,
    identity,
    at: name => (name === undefined ? root : `${root}/${name}`),
    astray() {
      if (fstatSync(descriptor).nlink === 0) return { kind: 'removed' }
      const there = identityAt(path)
      if (there !== null && isSame(there, identity)) return null
      return { kind: 'moved', to: readLink(root) ?? path }
    },
    close: () => closeSync(descriptor),
  }
}

/** null if there is nothing, or svreset may not look. */
export function identityAt(path: string): DirectoryIdentity | null {
  try {
    return identityOf(statSync(fsPath(path), { bigint: true }))
  } catch {
    return null
  }
}

/** After a restart of the machine the kernel may number the file systems in another way. The inode and its owner stay. */
export function isSameDirectory(
  before: DirectoryIdentity,
  now: DirectoryIdentity,
  { sameBoot }: { readonly sameBoot: boolean },
): boolean {
  return sameBoot ? isSame(before, now) : before.inode === now.inode && before.uid === now.uid
}

function isSame(one: DirectoryIdentity, other: DirectoryIdentity): boolean {
  return one.device === other.device && one.inode === other.inode
}

function identityOf({
  dev,
  ino,
  uid,
}: {
  readonly dev: bigint
  readonly ino: bigint
  readonly uid: bigint
}): DirectoryIdentity {
  return { device: String(dev), inode: String(ino), uid: Number(uid) }
}
