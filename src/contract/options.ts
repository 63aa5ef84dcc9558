import type { DirectoryIdentity } from '../system/held-directory.js'
import type { RecordedLink } from '../system/link-record.js'
import type { RunContext } from './context.js'
import type { RunEvent } from './events.js'
import type { Operation } from './operation.js'
import type { Questions } from './questions.js'
import type { Repair } from './repair.js'
import type { Restart } from './restart.js'
import type { SavedPlan } from './saved-plan.js'
import type { Snapshot } from './snapshot.js'
import type { StepResult } from './step-result.js'
import type { Value } from './value.js'

/** What a run takes up again: the links of an earlier run's manifest, or (`resume`) all of it. */
export interface EarlierRun {
  readonly run: string
  readonly svscanDirectory: string
  /** Which directory that was; null in records of earlier versions. */
  readonly identity: DirectoryIdentity | null
  readonly bootId: string
  /** null: none was recorded yet. */
  readonly links: readonly RecordedLink[] | null
  /** Its path, whether the file exists or not. */
  readonly manifest: string
  /** What speaks against going by this record: said, and asked about. */
  readonly doubts: readonly string[]
  /** What else is to be said before it begins. */
  readonly notes?: readonly string[]
  /** What was there when it began, where its journal is there to tell. */
  readonly before?: Snapshot
  /** null: only its links are put back. */
  readonly resume: {
    readonly snapshot: Snapshot
    readonly restart: Restart | null
    readonly repair: Repair | null
    /** As they were then; null in journals of earlier versions. */
    readonly parameters: Readonly<Record<string, Value>> | null
    /** What its commands have said. */
    readonly results: ReadonlyMap<string, StepResult>
    /** Ids of the steps that are done. */
    readonly finished: ReadonlySet<string>
    /** Every act that was announced. */
    readonly done: readonly Operation[]
    /** Those of them that the run may have died before. */
    readonly undecided: readonly Operation[]
    /** Names of links that `svreset restore`, or an undo, has put back. */
    readonly putBack: ReadonlySet<string>
  } | null
}

export interface RunOptions {
  readonly dryRun: boolean
  readonly yes: boolean
  /** Goes on with an earlier run although the runbook, or the service directory, has been changed since. */
  readonly force: boolean
  readonly serviceDir: string | undefined
  readonly stateDir: string | undefined
  /** Of the runbook, each of its type. */
  readonly parameters: Readonly<Record<string, Value>>
  readonly restartMethod: string | undefined
  readonly trustedUids: readonly number[]
  /** null: the run is about the links that are there now. */
  readonly earlier: EarlierRun | null
  /** null: it repairs nothing, or takes up what does. */
  readonly repair: Repair | null
  /** How many services it may interrupt; null: any number. */
  readonly maxInterrupt: number | null
  /** Where a dry run saves its plan: an absolute path; null: nowhere. */
  readonly out: string | null
  /** The saved plan that is carried out, exactly or not at all; null: whatever is planned now. */
  readonly expected: ExpectedPlan | null
}

export interface ExpectedPlan {
  readonly file: string
  readonly plan: SavedPlan
}

/** How a run talks to whoever started it. */
export interface Conversation {
  show(event: RunEvent, context: RunContext): void
  /** null: there is nobody to ask. */
  questions(context: RunContext): Questions | null
  /** Why there is nobody. */
  readonly cannotAsk: string
}
