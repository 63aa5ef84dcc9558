import type { DirectoryIdentity } from '../system/held-directory.js'
import type { RecordedLink } from '../system/link-record.js'
import type { RecordedService } from '../system/service-record.js'
import type { RunContext } from './context.js'
import type { RunEvent } from './events.js'
import type { LeftOff } from './open-run.js'
import type { Operation } from './operation.js'
import type { Questions } from './questions.js'
import type { Repair } from './repair.js'
import type { Restart } from './restart.js'
import type { SavedPlan } from './saved-plan.js'
import type { Snapshot } from './snapshot.js'
import type { StepResult } from './step-result.js'
import type { Value } from './value.js'

/** What a run continues: the links of an earlier run's manifest, or (`resume`) the whole run. */
export interface EarlierRun {
  readonly run: string
  readonly svscanDirectory: string
  /** The identity of that directory; null in records of earlier versions. */
  readonly identity: DirectoryIdentity | null
  readonly bootId: string
  /** null: none was recorded yet. */
  readonly links: readonly RecordedLink[] | null
  /** null: not recorded. The journal tells, if there is one. */
  readonly services: readonly RecordedService[] | null
  /** Its path, whether the file exists or not. */
  readonly manifest: string
  /** Reasons against using this record. The operator sees them and is asked. */
  readonly doubts: readonly string[]
  /** Other notes to show before the run begins. */
  readonly notes?: readonly string[]
  /** The system at its start, if there is a journal that records it. */
  readonly before?: Snapshot
  /** null: only put its links back. */
  readonly resume: {
    readonly leftOff: LeftOff
    readonly snapshot: Snapshot
    readonly restart: Restart | null
    readonly repair: Repair | null
    /** The parameters at that time; null in journals of earlier versions. */
    readonly parameters: Readonly<Record<string, Value>> | null
    /** The results of its commands. */
    readonly results: ReadonlyMap<string, StepResult>
    /** Ids of the steps that are done. */
    readonly finished: ReadonlySet<string>
    /** Every operation that was recorded before it was done. */
    readonly done: readonly Operation[]
    /** Those that may or may not have happened, because the run died. */
    readonly undecided: readonly Operation[]
    /** Names of links that `svreset restore`, or an undo, has put back. */
    readonly putBack: ReadonlySet<string>
  } | null
}

export interface RunOptions {
  readonly dryRun: boolean
  /** The exit code of a dry run tells whether there is something to do. */
  readonly detailedExitCode: boolean
  readonly yes: boolean
  /** Continue an earlier run although the runbook or the svscan directory was changed since. */
  readonly force: boolean
  readonly serviceDir: string | undefined
  readonly stateDir: string | undefined
  /** The parameters of the runbook, each with a value of its type. */
  readonly parameters: Readonly<Record<string, Value>>
  readonly restartMethod: string | undefined
  readonly trustedUids: readonly number[]
  /** null: the run is about the links that are in place now. */
  readonly earlier: EarlierRun | null
  /** null: it repairs nothing, or resumes a repair. */
  readonly repair: Repair | null
  /** Fail instead of killing what does not stop. */
  readonly noKill: boolean
  /** How many services it may interrupt; null: any number. */
  readonly maxInterrupt: number | null
  /** The file in which a dry run saves its plan: an absolute path; null: none. */
  readonly out: string | null
  /** The saved plan, which is carried out exactly or not at all; null: make a new plan. */
  readonly expected: ExpectedPlan | null
  /** Only in a rehearsal. */
  readonly broken?: Break | undefined
}

/** Something that is to go wrong in the middle of a step. */
export interface Break {
  readonly how: 'fail' | 'kill'
  readonly step: string
}

export interface ExpectedPlan {
  readonly file: string
  readonly plan: SavedPlan
}

/** How a run talks to the person or program that started it. */
export interface Conversation {
  show(event: RunEvent, context: RunContext): void
  /** null: nobody can be asked. */
  questions(context: RunContext): Questions | null
  /** Why nobody can be asked. */
  readonly cannotAsk: string
}
