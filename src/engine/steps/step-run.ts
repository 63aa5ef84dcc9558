import type { RunContext } from '../../contract/context.js'
import type { RunEvent, RunStatus } from '../../contract/events.js'
import type { Operation } from '../../contract/operation.js'
import type { Plan } from '../../contract/plan.js'
import type { Questions } from '../../contract/questions.js'
import type { Runbook, Step } from '../../contract/runbook.js'
import type { StepResult } from '../../contract/step-result.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import type { Journal } from '../../journal/journal.js'
import type { ObserveOptions } from '../../system/observe.js'
import type { LogSource } from '../../system/surroundings.js'
import type { System } from '../../system/system.js'
import type { OperationEnvironment } from '../operations/effects.js'

export interface RunInput {
  readonly runbook: Runbook
  /** What somebody else has changed since an earlier run was interrupted. The operator is asked about it before the first step. */
  readonly changes: readonly string[]
  /** Notes to show before the first step. */
  readonly notes: readonly string[]
  readonly plan: Plan
  /** The look that the plan is based on. */
  readonly plannedOn: System
  readonly context: RunContext
  readonly vocabulary: Vocabulary
  /** The same map as in the context: it grows with the results of the steps. */
  readonly results: Map<string, StepResult>
  /** The journal's last word when everything is done. */
  readonly closing: 'done' | 'restored'
  /** Operations of the run before it was resumed. Undo reverses them too. */
  readonly doneBefore: readonly Operation[]
}

/** What a run needs from outside. */
export interface RunEnvironment {
  observe(options?: Pick<ObserveOptions, 'around' | 'closely'>): System
  /** The last look, if it is fresh and nothing was done since; otherwise a new one. */
  lately(): System
  /** Looks from before do not count any more: something is about to be done, or a person has thought. */
  forget(): void
  /** What an init has logged. */
  readLog(sources: readonly LogSource[]): readonly string[]
  readonly questions: Questions
  /** Milliseconds in which a person thought about questions. They are no step's duration. */
  readonly thinking: { spent: number }
  readonly operationEnvironment: OperationEnvironment
  readonly journal: Journal
  emit(event: RunEvent): void
  /** Only in a rehearsal: called in the middle of each step. */
  readonly breakOnPurpose?: (step: string) => void
  /** Whether the terminal has gone away. */
  hungUp(): boolean
  /** Throws Interrupted if a signal has come. `linksGone`: a hangup must wait. */
  checkInterrupted(linksGone: boolean): void
}

export interface StepRun {
  readonly input: RunInput
  readonly runEnvironment: RunEnvironment
  /** Every operation of the run so far, in order: what undo reverses. */
  readonly done: Operation[]
  /** How many of them there were when this step began. */
  readonly begun: number
  readonly step: Step
  readonly index: number
  /** For a step whose items are done in batches: those that are done, of how many, since when. */
  readonly batches?: Batches
}

export interface Batches {
  readonly done: number
  readonly total: number
  /** Milliseconds for those that are left, by what the others took; null: none is done yet. */
  readonly left: number | null
}

/** The steps of a run keep their numbers when it is resumed. */
export function numberOf({ plan, runbook }: RunInput, index: number) {
  const before = plan.resumes?.before ?? 0
  return { index: before + index, of: before + runbook.steps.length }
}

/** How the steps of a run ended. */
export interface StepsEnd {
  readonly status: RunStatus
  readonly exitCode: number
  /** How the run can be closed; null: somebody has to resume it if links went; open: in any case. */
  readonly closing: 'done' | 'restored' | 'undone' | 'untouched' | 'open' | null
}
