import { posix } from 'node:path'
import { ExitCode, UserError } from '../errors.js'
import type { JournalLine } from './journal.js'
import { toJournalLine } from './journal-schema.js'

/** How many records are none that this version knows: what they say is nobody's to guess. */
export function countUnknown(records: readonly JournalLine[]): number {
  return records.filter(record => toJournalLine(record) === null).length
}

/** Throws exit 3: who drops what a later version wrote down may take for undone what is done. */
export function requireKnown(path: string, records: readonly JournalLine[]): readonly JournalLine[] {
  const unknown = countUnknown(records)
  if (unknown === 0) return records
  const directory = posix.dirname(path)
  throw new UserError(ExitCode.refused, `unable to go by journal ${path}`, {
    reason: `a later version of svreset wrote it: this one does not know ${unknown} of its records`,
    next: `go on with that version; svreset restore ${posix.basename(directory)} asks, and puts its links back; sh ${directory}/restore.sh does so without svreset`,
  })
}
