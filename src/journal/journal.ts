import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { posix } from 'node:path'
import { ExitCode, systemErrorReason, UserError } from '../errors.js'
import { readRegularFile, readWholeFile } from '../system/read.js'
import type { JournalEntry, JournalLine } from './journal-entry.js'

export interface Journal {
  write(entry: JournalEntry): void
  close(): void
}

/** Opens the journal for appending. A write returns only when the entry is on the disk. */
export function openJournal(path: string): Journal {
  const descriptor = openSync(
    path,
    constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW,
    0o600,
  )
  dropTornLine(descriptor)
  const append = appender(descriptor)
  return {
    write(entry) {
      try {
        append(formatLine(entry, new Date()))
      } catch (error) {
        // What has happened needs no entry, because resume looks for itself. What is about to happen needs one.
        if (tellsOfThePast.has(entry.event)) return
        throw new UserError(ExitCode.failed, `unable to write journal ${path}`, {
          reason: systemErrorReason(error),
          next: 'make room, then resume the run; svreset does nothing that it cannot record',
          cause: error,
        })
      }
    },
    close: () => closeSync(descriptor),
  }
}

/** Writes whole entries or none: half of an entry would be in the middle of the file after the next write. */
function appender(descriptor: number): (record: string) => void {
  let torn: unknown = null
  return record => {
    if (torn !== null) throw torn
    const { size } = fstatSync(descriptor)
    try {
      // writeSync may write only a part and report no error: a disk can become full in the middle of an entry.
      writeFileSync(descriptor, record)
      fdatasyncSync(descriptor)
    } catch (error) {
      try {
        ftruncateSync(descriptor, size)
      } catch {
        torn = error
      }
      throw error
    }
  }
}

const tellsOfThePast: ReadonlySet<JournalEntry['event']> = new Set([
  ...(['outcome', 'command', 'services', 'closed', 'ended'] as const),
])

/** Removes an incomplete last line of a crash. After the next entry it would be in the middle and make the whole journal damaged. */
function dropTornLine(descriptor: number): void {
  const bytes = readFileSync(descriptor)
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) ftruncateSync(descriptor, whole)
}

export function formatLine(entry: JournalEntry, time: Date): string {
  const body = JSON.stringify({ time: time.toISOString(), ...entry })
  return `${body.slice(0, -1)},"sum":"${checksum(body)}"}\n`
}

/**
 * Reads the journal. An incomplete last line, from a crash, is left out. Any other line that is not whole is refused
 * with its number: somebody else wrote here.
 */
export function readJournal(path: string): readonly JournalLine[] {
  const { records, damaged } = parseJournal(readText(path))
  const [line] = damaged
  if (line === undefined) return records
  throw unreadable(path, `line ${line} is damaged`)
}

/** Every whole entry, whatever is between them. */
export function readWholeLines(path: string): readonly JournalLine[] {
  return parseJournal(readText(path)).records
}

/** The first entry of a journal; null if it is missing or incomplete. */
export function readFirstRecord(path: string): JournalLine | null {
  const read = readRegularFile(path, firstRecordLimit)
  if (read.kind !== 'read') return null
  const [line = ''] = read.bytes.toString('utf8').split('\n', 1)
  return parseLine(line)
}

/** It holds names of steps, and parameters. svreset asks every run that there ever was. */
const firstRecordLimit = 16 * 1024

/** Whether somebody has closed the run. svreset checks every run that there ever was, so it parses no other entry. */
export function isClosed(path: string): boolean {
  const closing = readText(path).match(/^\{"time":"[^"]*","event":"closed",.*$/gm) ?? []
  return closing.some(line => parseLine(line) !== null)
}

function readText(path: string): string {
  const read = readWholeFile(path, sizeLimit)
  if (read.kind === 'read') return Buffer.from(read.bytes).toString('utf8')
  throw unreadable(path, read.kind === 'missing' ? 'no such file' : read.reason)
}

/** A run on 1000 services writes 3 MB. */
const sizeLimit = 128 * 1024 * 1024

export function unreadable(path: string, reason: string): UserError {
  const run = posix.basename(posix.dirname(path))
  return new UserError(ExitCode.usage, `unable to read journal ${path}`, {
    reason,
    next: `svreset restore ${run} puts the links back from its manifest and closes the run; sh restore.sh only puts them back`,
  })
}

export interface JournalText {
  readonly records: readonly JournalLine[]
  /** The numbers, from 1, of lines that are not entries. */
  readonly damaged: readonly number[]
  /** The last line is incomplete: a crash. */
  readonly torn: boolean
}

export function parseJournal(text: string): JournalText {
  const records: JournalLine[] = []
  const damaged: number[] = []
  let torn = false
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const record = parseLine(line)
    if (record !== null) records.push(record)
    else if (index < lines.length - 1) damaged.push(index + 1)
    else torn = true
  }
  return { records, damaged, torn }
}

function parseLine(line: string): JournalLine | null {
  // A name may contain U+2028, which a bare dot does not match.
  const match = /^(\{.*),"sum":"([0-9a-f]{16})"\}$/s.exec(line)
  if (match?.[1] === undefined || checksum(`${match[1]}}`) !== match[2]) return null
  try {
    return JSON.parse(`${match[1]}}`) as JournalLine
  } catch {
    return null
  }
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
