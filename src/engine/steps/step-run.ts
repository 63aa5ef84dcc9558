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
import type { OperationEnvironment } from '../operations/carry-out.js'

export interface RunInput {
  readonly runbook: Runbook
  /** What somebody else has changed since an earlier run was left: asked about before the first step. */
  readonly changes: readonly string[]
  /** Said before the first step. */
  readonly notes: readonly string[]
  readonly plan: Plan
  /** The look that the plan was made on. */
  readonly plannedOn: System
  readonly context: RunContext
  readonly vocabulary: Vocabulary
  /** The same as the context's: what steps have said, as they say it. */
  readonly results: Map<string, StepResult>
  /** What the journal says when all is done. */
  readonly closing: 'done' | 'restored'
  /** Acts of the run before it was taken up again: undo takes them back too. */
  readonly doneBefore: readonly Operation[]
}

/** What a run needs of the world. */
export interface RunEnvironment {
  observe(options?: Pick<ObserveOptions, 'around'>): System
  /** What an init has logged. */
  readLog(sources: readonly LogSource[]): readonly string[]
  readonly questions: Questions
  readonly operationEnvironment: OperationEnvironment
  readonly journal: Journal
  emit(event: RunEvent): void
  /** Whether the terminal has gone away. */
  hungUp(): boolean
  /** Throws Interrupted where a signal asks for it; `linksGone`: a hangup must wait. */
  checkInterrupted(linksGone: boolean): void
}

export interface StepRun {
  readonly input: RunInput
  readonly runEnvironment: RunEnvironment
  /** Every act of the run so far, in order: what undo takes back. */
  readonly done: Operation[]
  readonly step: Step
  readonly index: number
}

/** How the steps of a run ended. */
export interface StepsEnd {
  readonly status: RunStatus
  readonly exitCode: number
  /** How the run can be closed; null: it has to be taken up again. */
  readonly closing: 'done' | 'restored' | 'undone' | 'untouched' | null
}
