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
import type { Act } from '../../runbook/act.js'
import type { FileId } from '../../system/system.js'
import { ExitCode, systemErrorReason, UserError } from '../../user-error.js'
import type { Operator } from './manifest.js'
import type { Seen } from './seen.js'

/** What a run writes down: each intent before its acts, each outcome after them. */
export type JournalEntry =
  | {
      readonly event: 'started'
      readonly run: string
      readonly runbook: { readonly name: string; readonly digest: string }
      readonly serviceDirectory: { readonly path: string; readonly id: FileId }
      readonly bootId: string
      readonly operator: Operator
      readonly pid: number
    }
  | { readonly event: 'seen'; readonly seen: Seen }
  | { readonly event: 'resumed'; readonly bootId: string; readonly operator: Operator; readonly pid: number }
  | { readonly event: 'intent'; readonly step: string; readonly acts: readonly Act[] }
  | {
      readonly event: 'command'
      readonly step: string
      readonly argv: readonly string[]
      readonly exitCode: number
      readonly durationMs: number
      readonly output: string
    }
  | {
      readonly event: 'outcome'
      readonly step: string
      readonly status: StepStatus
      readonly durationMs: number
      readonly error?: string
    }
  | { readonly event: 'closed'; readonly how: 'done' | 'undone' | 'restored' | 'untouched' }

export type StepStatus = 'done' | 'unchanged' | 'skipped' | 'failed'

export interface Journal {
  write(entry: JournalEntry): void
  close(): void
}

/** Opens for appending; a write returns only when the record is on the disk. */
export function openJournal(path: string): Journal {
  const descriptor = openSync(
    path,
    constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW,
    0o600,
  )
  dropTornRecord(descriptor)
  return {
    write(entry) {
      const { size } = fstatSync(descriptor)
      try {
        // writeSync may write a part and say nothing: a disk can be full in the middle of a record.
        writeFileSync(descriptor, formatRecord(entry, new Date()))
        fdatasyncSync(descriptor)
      } catch (error) {
        ftruncateSync(descriptor, size)
        // What has happened needs no record: resume looks for itself. What is about to happen does.
        if (entry.event === 'outcome' || entry.event === 'command' || entry.event === 'closed') return
        throw new UserError(ExitCode.failed, `unable to write journal ${path}`, {
          reason: systemErrorReason(error),
          next: 'make room, then take the run up again; what is not written down is not done',
          cause: error,
        })
      }
    },
    close: () => closeSync(descriptor),
  }
}

/** What a crash tore would stand in the middle, and say of the whole journal that it is damaged, once more is written. */
function dropTornRecord(descriptor: number): void {
  const bytes = readFileSync(descriptor)
  const whole = bytes.lastIndexOf(0x0a) + 1
  if (whole < bytes.length) ftruncateSync(descriptor, whole)
}

export function formatRecord(entry: JournalEntry, time: Date): string {
  const body = JSON.stringify({ time: time.toISOString(), ...entry })
  return `${body.slice(0, -1)},"sum":"${checksum(body)}"}\n`
}

/**
 * Reads it back. A last line that was torn by a crash is left out; any other line that is not whole is
 * refused with its number, as it says that somebody else wrote here.
 */
export function readJournal(path: string): JournalEntry[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  const entries: JournalEntry[] = []
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const entry = parseRecord(line)
    if (entry !== null) entries.push(entry)
    else if (index < lines.length - 1) {
      throw new UserError(ExitCode.usage, `unable to read journal ${path}`, {
        reason: `line ${index + 1} is damaged`,
        next: 'the links are in manifest.yaml beside it: svreset restore --manifest FILE, or sh restore.sh',
      })
    }
  }
  return entries
}

function parseRecord(line: string): JournalEntry | null {
  // A name may hold U+2028, which a bare dot does not match.
  const match = /^(\{.*),"sum":"([0-9a-f]{16})"\}$/s.exec(line)
  if (match?.[1] === undefined || checksum(`${match[1]}}`) !== match[2]) return null
  return JSON.parse(`${match[1]}}`) as JournalEntry
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
