import type { LinksState, RunStatus, StepStatus } from '../contract/events.js'
import type { Operation } from '../contract/operation.js'
import type { Snapshot } from '../contract/snapshot.js'
import type { Operator } from '../journal/manifest.js'

/** One run as its journal tells it. Times are milliseconds since the epoch. */
export interface RunHistory {
  readonly run: string
  /** Where manifest, restore.sh and journal are. */
  readonly directory: string
  readonly runbook: { readonly name: string; readonly digest: string; readonly title?: string } | null
  readonly svscanDirectory: string | null
  readonly host: string | null
  /** Who worked on it, and when: the first began it, others took it up again. */
  readonly sessions: readonly Session[]
  /** Every attempt at a step, in the order of time. */
  readonly steps: readonly StepHistory[]
  readonly linksOut: LinksOut | null
  /** What was there at the start, and when the last session ended. */
  readonly before: Snapshot | null
  readonly after: Snapshot | null
  readonly ending: Ending
  readonly damage: Damage
}

/** What a table says of it: of a thousand services a story takes megabytes. */
export type Summary = Omit<RunHistory, 'steps' | 'before' | 'after'>

export interface Session {
  readonly kind: 'started' | 'resumed' | 'restoring'
  readonly operator: Operator
  readonly pid: number
  readonly from: number
  /** When it last wrote something down. */
  readonly to: number
  /** null: it was cut off, is still at work, or is of a version that did not say. */
  readonly end: { readonly status: RunStatus; readonly exitCode: number; readonly links: LinksState } | null
}

export interface StepHistory {
  readonly id: string
  readonly name: string
  /** Index of its session. */
  readonly session: number
  readonly from: number
  /** null: nobody wrote down how it ended. */
  readonly to: number | null
  readonly status: StepStatus | 'cut-off'
  readonly error: string | null
  readonly actions: readonly StepAction[]
}

/** An act that was announced, and for a command what came of it. */
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

/** From the first link that went until the last was back; `to` is null where that did not happen. */
export interface LinksOut {
  readonly from: number
  readonly to: number | null
}

export type Ending =
  | { readonly kind: 'running'; readonly pid: number }
  /** Links went, and nobody has put them back since, as far as the journal knows. */
  | {
      readonly kind: 'unfinished'
      readonly how: RunStatus | 'cut-off'
      /** How many of the links that it began with are missing at this moment; null: not looked at. */
      readonly missingNow: number | null
    }
  /** Died, or was killed, before any link went. */
  | { readonly kind: 'cut-off' }
  | { readonly kind: RunStatus | 'undone' | 'restored' }
  /** There is a journal, and it cannot be read. */
  | { readonly kind: 'unreadable' }

/** What of the journal could not be read. */
export interface Damage {
  /** Why there is no story at all: no journal, or none that can be read; null where there is one. */
  readonly journal: string | null
  /** Numbers, from 1, of damaged lines. */
  readonly lines: readonly number[]
  /** The last line was begun, and is not whole. */
  readonly torn: boolean
  /** How many records are of a kind that this version does not know. */
  readonly unknown: number
}
