import type { AdvisedNote, NotedFinding } from '../contract/effect.js'
import type { LinksState, RunStatus, StepStatus } from '../contract/events.js'
import type { Operation } from '../contract/operation.js'
import type { Repair } from '../contract/repair.js'
import type { Restart } from '../contract/restart.js'
import type { Snapshot } from '../contract/snapshot.js'
import type { Value } from '../contract/value.js'
import type { FileId, ProcessId } from '../system/process.js'
import type { Operator } from './manifest.js'

export const journalSchema = 'svreset/journal/1'

/**
 * What a run records: each intent before its operations, each outcome after them. Optional fields are absent in
 * journals of earlier versions.
 */
export type JournalEntry =
  | (Session & {
      readonly event: 'started'
      readonly run: string
      readonly schema?: typeof journalSchema
      /** The number of the run in its state directory, because clocks jump. */
      readonly sequence?: number
      readonly runbook: {
        readonly name: string
        readonly digest: string
        readonly title?: string
        /** The name of a runbook that comes with svreset, or the path of a file. */
        readonly file?: string
        readonly parameters?: Readonly<Record<string, Value>>
      }
      readonly svscanDirectory: { readonly path: string; readonly id: FileId }
    })
  | {
      readonly event: 'snapshot'
      readonly snapshot: Snapshot
      readonly restart?: Restart
      readonly repair?: Repair
      readonly findings?: readonly NotedFinding[]
    }
  /** `svreset resume` continues with the steps that are left. */
  | (Session & { readonly event: 'resumed' })
  /** `svreset restore` puts the links back. */
  | (Session & { readonly event: 'restoring' })
  | { readonly event: 'intent'; readonly step: string; readonly operations: readonly Operation[] }
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
      /** Of an undo that has failed: which `undo` of steps is still to be done. */
      readonly left?: readonly Operation[]
    }
  /** Services and logs that went or came since the last look. */
  | { readonly event: 'services'; readonly changes: readonly ServiceChange[] }
  | { readonly event: 'closed'; readonly how: 'done' | 'undone' | 'restored' | 'untouched' }
  /** The last entry of a session that came to its end, finished or not: how, and the system at that time. */
  | {
      readonly event: 'ended'
      readonly status: RunStatus
      readonly exitCode: number
      readonly links: LinksState
      readonly left: Snapshot
      readonly findings?: readonly AdvisedNote[]
    }

export interface ServiceChange {
  /** `nginx`, or `nginx/log`. */
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** supervise or the kernel has noted the time. Otherwise: when svreset saw the old process last. */
  readonly exact: boolean
  /** The process that runs from then on; null: it went. */
  readonly process: ProcessId | null
}

/** Who works on the run from here on. A resumed run has several sessions. */
interface Session {
  readonly bootId: string
  readonly operator: Operator
  readonly pid: number
  /** What was typed, and where: for a reader. */
  readonly command?: readonly string[]
  readonly machine?: Machine
  /** The names of the next operations, for a reader. */
  readonly steps?: readonly { readonly id: string; readonly name: string }[]
}

export interface Machine {
  readonly kernel: string
  /** The name of process 1. */
  readonly init: string
  readonly node: string
  readonly svreset: string
}

/** An entry as the file has it. */
export type JournalLine = JournalEntry & { readonly time: string }
