import { posix } from 'node:path'
import { ExitCode, UserError } from '../errors.js'
import type { JournalLine } from './journal-entry.js'
import { toJournalLine } from './journal-schema.js'

/** How many entries this version does not know. It must not guess what they mean. */
export function countUnknown(records: readonly JournalLine[]): number {
  return records.filter(record => toJournalLine(record) === null).length
}

/** Throws exit 3: a version that ignores entries of a later one may take for undone what is done. */
export function requireKnown(path: string, records: readonly JournalLine[]): readonly JournalLine[] {
  const unknown = countUnknown(records)
  if (unknown === 0) return records
  const directory = posix.dirname(path)
  throw new UserError(ExitCode.refused, `unable to use journal ${path}`, {
    reason: `a later version of svreset wrote it: this version does not know ${unknown} of its lines`,
    next: `continue with that version; svreset restore ${posix.basename(directory)} asks and puts the links back; sh ${directory}/restore.sh does so without svreset`,
  })
}
