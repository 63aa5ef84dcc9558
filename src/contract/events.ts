import type { CommandOutcome } from './command.js'
import type { RunEffect } from './effect.js'
import type { Plan, PlannedStep } from './plan.js'
import type { Outcome } from './repair.js'
import type { RunStatus } from './run-status.js'
/** Where the links of the run are at its end. */
export type LinksState = 'in-place' | 'removed' | 'partly-restored'

export type { RunStatus }

/** What a run reports as it goes. Outputs render the events; the engine knows no output. */
export type RunEvent =
  | {
      readonly event: 'run-started'
      readonly run: string
      readonly plan: Plan
      readonly dryRun: boolean
      readonly last: LastTime | null
    }
  | {
      readonly event: 'step-started'
      readonly step: PlannedStep
      readonly index: number
      readonly of: number
    }
  | { readonly event: 'command'; readonly step: string; readonly outcome: CommandOutcome }
  | {
      readonly event: 'progress'
      readonly step: string
      readonly done: number
      readonly total: number
      readonly waitingFor: readonly string[]
      /** For items that are done one after the other: milliseconds for those that are left; null: nobody knows yet. */
      readonly left?: number | null
      /** What happens when the wait has lasted so many milliseconds; absent: nothing but the end of the step. */
      readonly next?: { readonly after: number; readonly does: 'ask' | 'kill' | 'fail' }
    }
  | { readonly event: 'note'; readonly step: string; readonly text: string }
  | {
      readonly event: 'step-finished'
      readonly step: PlannedStep
      readonly status: StepStatus
      readonly durationMs: number
      readonly error: StepError | null
    }
  | { readonly event: 'run-finished'; readonly end: RunEnd }

/** How long each step took when this runbook was last carried out here: milliseconds by the step's id. */
export interface LastTime {
  readonly run: string
  readonly took: ReadonlyMap<string, number>
}

export interface StepError {
  readonly message: string
  readonly reason: string
}

export interface RunEnd {
  readonly run: string
  readonly status: RunStatus
  readonly exitCode: number
  /** Path of the undo manifest; null if there is none. */
  readonly manifest: string | null
  readonly links: LinksState
  /** Names of the links that the run has to do with, and that are not there. */
  readonly linksOut: readonly string[]
  /** For a repair: what is cured, and what is not. */
  readonly outcome: Outcome | null
  /** What the run did to the services; null: it did nothing. */
  readonly effect: RunEffect | null
  /** What the operator should do now. */
  readonly next: string
}

export type StepStatus = 'done' | 'unchanged' | 'skipped' | 'failed'
