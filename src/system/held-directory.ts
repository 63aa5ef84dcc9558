import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs'
import { fsPath, readLink } from './read.js'

/** What tells a directory from every other, exactly: an inode may be greater than what a number can hold. */
export interface DirectoryIdentity {
  readonly device: string
  readonly inode: string
  readonly uid: number
}

/** A directory that is held open: whatever becomes of its name, this very one is meant. */
export interface HeldDirectory {
  /** The name that it was opened by. */
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

/** Follows links to it, as svscan does: afterwards no name of it is looked up again. */
export function holdDirectory(path: string): HeldDirectory {
  const descriptor = openSync(fsPath(path), constants.O_RDONLY | constants.O_DIRECTORY)
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

/** null where there is nothing, or may not be looked. */
export function identityAt(path: string): DirectoryIdentity | null {
  try {
    return identityOf(statSync(fsPath(path), { bigint: true }))
  } catch {
    return null
  }
}

/** Over a restart of the machine the kernel may number the file systems anew: the inode stays, and whose it is. */
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
