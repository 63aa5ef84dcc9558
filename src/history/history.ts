import type { RunEffect } from '../contract/effect.js'
import type { LinksState, RunStatus, StepStatus } from '../contract/events.js'
import type { Operation } from '../contract/operation.js'
import type { Snapshot } from '../contract/snapshot.js'
import type { Machine } from '../journal/journal-entry.js'
import type { Operator } from '../journal/manifest.js'

/** One run according to its journal. Times are milliseconds since the epoch. */
export interface RunHistory {
  readonly run: string
  /** The directory of the manifest, restore.sh and the journal. */
  readonly directory: string
  readonly runbook: { readonly name: string; readonly digest: string; readonly title?: string } | null
  readonly svscanDirectory: string | null
  readonly host: string | null
  /** Who worked on it, and when. The first session began the run, the others resumed it. */
  readonly sessions: readonly Session[]
  /** Every attempt at a step, in order of time. */
  readonly steps: readonly StepHistory[]
  readonly linksOut: LinksOut | null
  /** The system at the start, and when the last session ended. */
  readonly before: Snapshot | null
  readonly after: Snapshot | null
  readonly ending: Ending
  /** null: its journal has no entry. */
  readonly effect: RunEffect | null
  readonly damage: Damage
}

/** What the table shows. For a thousand services the whole history takes megabytes. */
export type Summary = Omit<RunHistory, 'steps' | 'before' | 'after' | 'effect'>

export interface Session {
  readonly kind: 'started' | 'resumed' | 'restoring'
  readonly operator: Operator
  readonly pid: number
  /** What was typed, and where; null: its version did not record this. */
  readonly command: readonly string[] | null
  readonly machine: Machine | null
  readonly from: number
  /** The time of its last entry. */
  readonly to: number
  /** null: it was cut off, is still running, or its version did not record this. */
  readonly end: { readonly status: RunStatus; readonly exitCode: number; readonly links: LinksState } | null
}

export interface StepHistory {
  readonly id: string
  readonly name: string
  /** In its runbook, from 1; null: it is an undo, or its version did not record this. */
  readonly number: number | null
  /** The index of its session. */
  readonly session: number
  readonly from: number
  /** null: nobody recorded how it ended. */
  readonly to: number | null
  readonly status: StepStatus | 'cut-off'
  readonly error: string | null
  readonly actions: readonly StepAction[]
}

/** An operation that was recorded before it was done, and the result if it is a command. */
export interface StepAction {
  readonly operation: Operation
  readonly result: CommandResult | null
}

export interface CommandResult {
  readonly exitCode: number
  readonly durationMs: number
  /** At most `outputKept` characters. */
  readonly output: string
}

/** From the first removed link until the last one was back; `to` is null if that did not happen. */
export interface LinksOut {
  readonly from: number
  readonly to: number | null
}

export type Ending =
  | { readonly kind: 'running'; readonly pid: number }
  /** As far as the journal knows, links were removed and nobody has put them back, or an undo has failed. */
  | {
      readonly kind: 'unfinished'
      readonly how: RunStatus | 'cut-off'
      /** How many of the links at its start are missing at this moment; null: not checked. */
      readonly missingNow: number | null
    }
  /** It ended, or was killed, before it removed a link. */
  | { readonly kind: 'cut-off' }
  | { readonly kind: RunStatus | 'undone' | 'restored' }
  /** There is a journal, but svreset cannot read it. */
  | { readonly kind: 'unreadable' }

/** What svreset could not read of the journal. */
export interface Damage {
  /** Why there is no history at all: no journal, or none that can be read; null if there is one. */
  readonly journal: string | null
  /** The numbers of damaged lines, from 1. */
  readonly lines: readonly number[]
  /** The last line is incomplete. */
  readonly torn: boolean
  /** The number of entries whose kind this version does not know. */
  readonly unknown: number
}
