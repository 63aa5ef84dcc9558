import type { System } from '../system/system.js'
import type { RunContext } from './context.js'
import type { Escalation, Waiting } from './escalation.js'
import type { Operation } from './operation.js'
import type { Effect } from './runbook.js'
import type { Value } from './value.js'

export interface ActionPlan {
  readonly operations: readonly Operation[]
  /** What is left alone, and what cannot be done: said to the operator. */
  readonly notes?: readonly string[]
}

export const inputTypes = ['string', 'integer', 'boolean', 'duration', 'path', 'argv', 'process'] as const

/** What a step may hand over in `with`. A `process` comes from a collection: a pid and its start time. */
export interface Input {
  readonly type: (typeof inputTypes)[number]
  readonly description: string
  /** Absent: it must be given. null: nothing is handed over. */
  readonly default?: Value
}

/** Every input of an action, checked and with its defaults. A duration is in milliseconds. */
export type ActionInputs = Readonly<Record<string, Value>>

/** The action that has svscan started again: the planner looks for the steps that use it. */
export const restartAction = 'svscan.start'

/**
 * A verb that a runbook may use. Pure: looks at values, gives values. The same functions make the
 * dry run's plan, on the system as it is expected, and the run's acts, on the system as it is.
 */
export interface Action {
  readonly name: string
  readonly summary: string
  /** Absent: it takes none. */
  readonly inputs?: Readonly<Record<string, Input>>
  /** What a person would type instead, for the runbook as a document; absent where it only looks or waits. */
  readonly byHand?: readonly string[]
  readonly effect: Effect
  /** How far a plan made beforehand can be trusted, and why. */
  readonly planFidelity: { readonly fidelity: 'exact' | 'predicted' | 'unknown'; readonly why: string }
  /** What will be done to this system now. */
  plan(system: System, context: RunContext, inputs: ActionInputs): ActionPlan
  /** Who is still waited for; none: the step is done. `before` is an earlier look at which nothing was pending. */
  pending(system: System, context: RunContext, inputs: ActionInputs, before?: System): readonly Waiting[]
  /** After the deadline. Without it, or where it gives null, the step fails. */
  escalate?(system: System, context: RunContext, inputs: ActionInputs): Escalation | null
  /** Milliseconds; a step's own timeout goes before it. */
  readonly deadline: number
  /** Goes before both where it gives one. */
  deadlineFor?(context: RunContext): number | null
  /** Milliseconds that the condition must hold for, where one look can deceive. */
  readonly steady?: number
}
