import { decodeLatin1 } from '../text/bytes.js'
import type { FileId, WorkingDirectory } from './process.js'
import { fileId, readLink, readProcFile, tryStat } from './read.js'
import type { SuperviseFiles } from './system.js'

/** What is known about a directory in which a supervise may run. */
export interface ServedDirectory {
  readonly path: string
  /** The useful standard descriptors of its supervise: a service writes to its log pipe, a log reads from it. */
  readonly descriptors: readonly number[]
  /** The targets of the names in its supervise/. */
  readonly files: SuperviseFiles | undefined
}

export type ServedDirectories = ReadonlyMap<FileId, ServedDirectory>

/** argv as it is now; empty if the process is gone. */
export function readArguments(pid: number): string[] {
  return splitArguments(readProcFile(`/proc/${pid}/cmdline`) ?? Buffer.alloc(0))
}

export function splitArguments(bytes: Buffer): string[] {
  if (bytes.length === 0) return []
  const words = decodeLatin1(bytes.toString('latin1')).split('\0')
  if (words.at(-1) === '') words.pop()
  return words
}

/** Its working directory. The path is read only if it is not one of the known directories. */
export function readWorkingDirectory(
  path: string,
  places: ServedDirectories = new Map(),
): WorkingDirectory | null {
  const stats = tryStat(`${path}/cwd`)
  if (stats === null) return null
  const id = fileId(stats)
  const deleted = stats.nlink === 0
  const known = deleted ? undefined : places.get(id)
  if (known !== undefined) return { path: known.path, deleted, id }
  const link = readLink(`${path}/cwd`)
  if (link === null) return null
  return { path: deleted ? link.replace(/ \(deleted\)$/, '') : link, deleted, id }
}
