import type { RecordedLink } from '../system/link-record.js'
import type { RunStatus } from './run-status.js'
import type { WayOut } from './way-out.js'

/** A run on the svscan directory that is at work, or that nobody has finished: what its journal tells of it. */
export interface OpenRun {
  readonly run: string
  /** It holds the lock. */
  readonly atWork: boolean
  /** null: its journal tells nothing of it. */
  readonly leftOff: LeftOff | null
  /** Every link that it found, as its manifest has them. */
  readonly links: readonly RecordedLink[]
  /** The services that ran when it began. */
  readonly ran: readonly { readonly name: string; readonly directory: string }[]
  /** What the operator can do. */
  readonly ways: readonly WayOut[]
  /** Why its files are not trusted, or cannot be read as a whole. */
  readonly doubt: string | null
}

/** Where a run has got to. Times are milliseconds since the epoch. */
export interface LeftOff {
  readonly runbook: string
  readonly title: string
  readonly begun: Session
  /** The last who worked on it: the first, or whoever has resumed it, or has put its links back. */
  readonly last: Session
  /** The time of its last record. */
  readonly heard: number
  /** How its last session ended; null: it was cut off, or is still at work. */
  readonly ended: RunStatus | null
  /** The last step that was begun; null: none. */
  readonly step: NumberedStep | null
  /** Whether that step came to its end. */
  readonly stepEnded: boolean
  /** The steps that need not be done again. */
  readonly done: readonly NumberedStep[]
  /** How many steps it has in all. */
  readonly of: number
}

export interface Session {
  readonly kind: 'started' | 'resumed' | 'restoring'
  readonly who: string
  readonly pid: number
  readonly from: number
}

export interface NumberedStep {
  readonly id: string
  readonly name: string
  /** From 1; null: it is no step of the runbook. */
  readonly number: number | null
}
