import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs'
import { hasErrorCode, systemErrorReason } from '../errors.js'
import { decodeLatin1, encodeBytes, isUtf8 } from '../text/bytes.js'
import { requireAnswer } from './answers.js'

/**
 * Small synchronous reads. One look at the system is one burst without other work in between. For thousands of tiny
 * files this is several times faster than promises.
 */
const chunk = Buffer.allocUnsafe(1 << 17)

/** A path for fs functions: names that are not UTF-8 pass only as bytes. Throws if what it leads to does not answer. */
export function fsPath(path: string): string | Buffer {
  requireAnswer(path, true)
  return isUtf8(path) ? path : encodeBytes(path)
}

/** The same for functions that do not follow a link in the last part of the path. */
export function ownPath(path: string): string | Buffer {
  requireAnswer(path, false)
  return isUtf8(path) ? path : encodeBytes(path)
}

/**
 * The first bytes of a file under /proc, at most 128 KiB; null if the process is gone, or svreset may not read it.
 * The result is valid only until the next read.
 */
export function readProcFile(path: string): Buffer | null {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY)
  } catch (error) {
    requireMeans(error)
    return null
  }
  try {
    return chunk.subarray(0, readAll(descriptor, chunk.length))
  } catch {
    return null
  } finally {
    closeSync(descriptor)
  }
}

/** A file under /proc of any length, as text; empty if svreset may not read it. */
export function readProcText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    requireMeans(error)
    return ''
  }
}

/** Who is out of descriptors or memory sees nothing, and must not take that for processes that have gone. */
function requireMeans(error: unknown): void {
  if (hasErrorCode(error, 'EMFILE', 'ENFILE', 'ENOMEM')) throw error
}

export type FileRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'problem'; readonly reason: string }

/**
 * The first bytes of any kind of file, at most 128 KiB. Never blocks: a FIFO without a writer has none. The bytes
 * are valid only until the next read.
 */
export function readFirstBytes(path: string, limit: number): FileRead {
  return readOpened(path, constants.O_NOCTTY, descriptor => ({
    kind: 'read',
    bytes: chunk.subarray(0, readAll(descriptor, limit)),
  }))
}

/** The first bytes of a regular file. Never blocks: for a FIFO or a device it returns a problem. */
export function readRegularFile(path: string, limit: number): FileRead {
  return readOpened(path, constants.O_NOCTTY, descriptor => {
    if (!fstatSync(descriptor).isFile()) return notRegular
    return { kind: 'read', bytes: Buffer.from(chunk.subarray(0, readAll(descriptor, limit))) }
  })
}

/** A whole regular file of at most `limit` bytes. Never blocks, and does not follow a link in the last part of the path. */
export function readWholeFile(path: string, limit: number): FileRead {
  return readOpened(path, constants.O_NOFOLLOW, descriptor => {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) return notRegular
    if (stats.size > limit) return { kind: 'problem', reason: `larger than ${limit} bytes` }
    return { kind: 'read', bytes: readFileSync(descriptor) }
  })
}

const notRegular: FileRead = { kind: 'problem', reason: 'not a regular file' }

function readOpened(path: string, flags: number, read: (descriptor: number) => FileRead): FileRead {
  let descriptor: number
  try {
    descriptor = openSync(fsPath(path), constants.O_RDONLY | constants.O_NONBLOCK | flags)
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return { kind: 'missing' }
    return { kind: 'problem', reason: describe(error) }
  }
  try {
    return read(descriptor)
  } catch (error) {
    return { kind: 'problem', reason: describe(error) }
  } finally {
    closeSync(descriptor)
  }
}

export function readLink(path: string): string | null {
  try {
    return decodeLatin1(readlinkSync(ownPath(path), 'latin1'))
  } catch {
    return null
  }
}

/** Without this, a missing file costs an Error with its stack. */
const quietly = { throwIfNoEntry: false } as const

export function tryStat(path: string): Stats | null {
  try {
    return statSync(fsPath(path), quietly) ?? null
  } catch {
    return null
  }
}

/** Does not follow a link; null if there is nothing, or svreset may not read it. */
export function tryRealpath(path: string): string | null {
  try {
    return decodeLatin1(realpathSync.native(fsPath(path), 'latin1'))
  } catch {
    return null
  }
}

export function tryLstat(path: string): Stats | null {
  try {
    return lstatSync(ownPath(path), quietly) ?? null
  } catch {
    return null
  }
}

export function fileId(stats: { readonly dev: number; readonly ino: number }): string {
  return `${stats.dev}:${stats.ino}`
}

/** A short read means the end, for a regular file and for these files of /proc. */
function readAll(descriptor: number, limit: number): number {
  const most = Math.min(limit, chunk.length)
  let length = 0
  while (length < most) {
    const asked = most - length
    const count = readSync(descriptor, chunk, length, asked, null)
    length += count
    if (count < asked) break
  }
  return length
}

function describe(error: unknown): string {
  if (hasErrorCode(error, 'EACCES', 'EPERM')) return 'permission denied'
  if (hasErrorCode(error, 'ETIMEDOUT')) return systemErrorReason(error)
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
