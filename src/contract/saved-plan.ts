import type { FileId, ProcessId } from '../system/process.js'
import type { Operation } from './operation.js'
import type { StepJson } from './plan.js'
import type { Value } from './value.js'

/** A process that a plan counts on, and the part that it plays. Plain JSON: a saved plan holds it. */
export interface TrackedProcess extends ProcessId {
  /** `svscan`, `svscanboot`, `readproctitle`, `supervise nginx`, `supervise nginx/log`. */
  readonly part: string
}

export const planSchemaName = 'svreset/plan/1'

/**
 * A plan as `--dry-run --out FILE` saves it and `svreset apply FILE` carries it out: one JSON object. A name that is not
 * UTF-8 is a string in which each byte that is none is a lone surrogate, U+DC80 to U+DCFF.
 */
export interface SavedPlan {
  readonly schema: typeof planSchemaName
  /** UTC, to the millisecond. */
  readonly created: string
  readonly host: string
  readonly bootId: string
  readonly runbook: {
    readonly name: string
    /** The name of one that comes with svreset, or an absolute path. */
    readonly file: string
    /** sha256 of the file, in hexadecimal. */
    readonly digest: string
  }
  /** Every parameter of the runbook, of its type. */
  readonly parameters: Readonly<Record<string, Value>>
  /** What was asked for; null: whatever is found out. */
  readonly restartMethod: string | null
  /** How svscan is going to be restarted. */
  readonly restart: { readonly method: string; readonly target: string | null }
  /** What was asked for: apply asks for it again. */
  readonly command: SavedCommand
  readonly serviceDirectory: {
    readonly path: string
    readonly id: FileId
    /** Every name in it, and what it is, in words: `a link to /usr/local/nginx`. */
    readonly entries: readonly { readonly name: string; readonly is: string }[]
  }
  /**
   * svscan, what stands around it, and every supervise: pid, and start time in clock ticks since boot. null for a plan
   * that stops nothing, and so counts on no process.
   */
  readonly processes: readonly TrackedProcess[] | null
  readonly steps: readonly SavedStep[]
}

/** `svreset` itself is a run, of the runbook `reset`. */
export type SavedCommand =
  | { readonly name: 'run' }
  /** Manifests by their absolute paths. */
  | { readonly name: 'restore'; readonly manifest: string }
  | { readonly name: 'resume'; readonly run: string; readonly manifest: string; readonly force: boolean }
  /** Services: null is all of them; maxInterrupt: null is any number. */
  | {
      readonly name: 'repair'
      readonly services: readonly string[] | null
      readonly maxInterrupt: number | null
    }

/** As in `--json`, and the acts of which all of that is made: what a run does, and what apply compares. */
export interface SavedStep extends StepJson {
  readonly operations: readonly Operation[]
}
