import type { StepError } from './events.js'
import type { PlannedStep } from './plan.js'
import type { Restart } from './restart.js'
import type { EndingSignal } from './signals.js'

export type StepAnswer = 'run' | 'skip' | 'all' | 'keep' | 'undo'
/** `fail`: nobody can decide, so the step fails. */
export type ChangeAnswer = 'go-on' | 'keep' | 'undo' | 'fail'
export type FailureAnswer = 'retry' | 'skip' | 'keep' | 'undo'

export type EscalateAnswer = 'do' | 'wait' | 'fail'

/** What a person leaves behind who stops now. */
export interface Standing {
  /** Whether anything was done that can be undone, or that cannot be. */
  readonly touched: boolean
  /** How many services ran when the run began. */
  readonly ran: number
  /** Those of them that are down now. */
  readonly down: readonly string[]
  /** Of the links of the run. */
  readonly linksOut: number
}

/** Whoever decides: a person at a terminal (render/prompts.ts), or nobody with `--yes` (engine/session/auto-confirm.ts). */
export interface Questions {
  /** Whether to continue a run although somebody else has changed this since it was interrupted. */
  goOn(changes: readonly string[]): Promise<boolean>
  /** The system has changed since the plan was made, or since the step was shown. `anew`: to continue means to make a new plan. */
  changed(changes: readonly string[], anew: boolean, standing: Standing): Promise<ChangeAnswer>
  step(step: PlannedStep, index: number, of: number, standing: Standing): Promise<StepAnswer>
  /** Whether to escalate, to kill what does not stop, or to wait as long again. */
  escalate(step: PlannedStep, question: string): Promise<EscalateAnswer>
  /** Which of several ways is right for restarting svscan here. */
  restart(ways: readonly Restart[]): Promise<Restart>
  failure(step: PlannedStep, error: StepError): Promise<FailureAnswer>
}

/** Nothing has been done yet, and the operator wants a plan of the system as it is now. */
export class PlanAnew extends Error {
  override readonly name = 'PlanAnew'
}

/** A signal came, or Ctrl-C at a prompt: the run stops at the next safe place. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly signal: EndingSignal

  constructor(signal: EndingSignal) {
    super(`interrupted by ${signal}`)
    this.signal = signal
  }
}
