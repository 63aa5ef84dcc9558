import { closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs'
import { posix } from 'node:path'
import { hasErrorCode } from '../errors.js'
import { requireAnswer } from './answers.js'
import { type HeldDirectory, held } from './held-directory.js'

/** A link on the way to a directory, in a place where somebody else can put another one. */
export class UnguardedLink extends Error {
  override readonly name = 'UnguardedLink'

  constructor(
    readonly link: string,
    readonly directory: string,
  ) {
    super(`${link} is a symbolic link, and others may write to ${directory}`)
  }
}

/**
 * Opens a directory part by part, each from the descriptor of the one above it, and follows a link only where nobody but
 * root and this user can replace it. So it is the directory of that name, or UnguardedLink is thrown.
 */
export function holdGuardedDirectory(path: string): HeldDirectory {
  const whole = posix.resolve(path)
  requireAnswer(whole, true)
  let parts = whole.split('/')
  let links = 0
  let at = { path: '/', descriptor: openDirectory('/') }
  try {
    for (let next = parts.shift(); next !== undefined; next = parts.shift()) {
      if (next === '' || next === '.') continue
      const inside = `/proc/self/fd/${at.descriptor}/${next}`
      const name = posix.join(at.path, next)
      const target = targetOf(inside)
      if (target === null) {
        const descriptor = openDirectory(inside)
        closeSync(at.descriptor)
        at = { path: name, descriptor }
        continue
      }
      if (!isOurs(at.descriptor)) throw new UnguardedLink(name, at.path)
      if (++links > mostLinks) throw new UnguardedLink(name, at.path)
      parts = [...target.split('/'), ...parts]
      if (target.startsWith('/')) {
        const descriptor = openDirectory('/')
        closeSync(at.descriptor)
        at = { path: '/', descriptor }
      }
    }
    return held(whole, at.descriptor)
  } catch (error) {
    closeSync(at.descriptor)
    throw error
  }
}

/** path_resolution(7) */
const mostLinks = 40

function openDirectory(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
}

/** null: it is no link. If it becomes one after this, opening it fails. */
function targetOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (hasErrorCode(error, 'EINVAL')) return null
    throw error
  }
}

function isOurs(descriptor: number): boolean {
  const { uid, mode } = fstatSync(descriptor)
  return (uid === 0 || uid === process.geteuid?.()) && (mode & 0o022) === 0
}
