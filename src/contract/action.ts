import type { ProcessId } from '../system/process.js'
import type { System } from '../system/system.js'
import type { RunContext } from './context.js'
import type { Escalation, Waiting } from './escalation.js'
import type { Operation } from './operation.js'
import type { Effect } from './runbook.js'
import type { Value } from './value.js'

export interface ActionPlan {
  readonly operations: readonly Operation[]
  /** What the action leaves alone, and what it cannot do; the operator is told. */
  readonly notes?: readonly string[]
}

export const inputTypes = ['string', 'integer', 'boolean', 'duration', 'path', 'argv', 'process'] as const

/** What a step may pass in `with`. A `process` comes from a collection: a pid and its start time. */
export interface Input {
  readonly type: (typeof inputTypes)[number]
  readonly description: string
  /** It must be known before the run begins, so it can use parameters and the system only. */
  readonly beforehand?: true
  /** Absent: the step must pass the input. null: the input is optional. */
  readonly default?: Value
}

/** Every input of an action, checked and with its default. Durations are in milliseconds. */
export type ActionInputs = Readonly<Record<string, Value>>

/** The action that starts svscan again. The planner looks for the steps that use it. */
export const restartAction = 'svscan.start'

/**
 * A verb that a runbook may use. It is pure: values in, values out. The same functions plan a dry run, on the system as
 * it is expected, and a run, on the system as it is.
 */
export interface Action {
  readonly name: string
  readonly summary: string
  /** Absent: it has no inputs. */
  readonly inputs?: Readonly<Record<string, Input>>
  /** What a person would type instead, for the runbook as a document. Absent if the action only reads or waits. */
  readonly byHand?: readonly string[]
  readonly effect: Effect
  /** How certain a plan is that was made beforehand, and why. */
  readonly planFidelity: { readonly fidelity: 'exact' | 'predicted' | 'unknown'; readonly why: string }
  /** The operations for the system as it is now. */
  plan(system: System, context: RunContext, inputs: ActionInputs): ActionPlan
  /** What the step still waits for. If there is nothing, the step is done. `before` is an earlier look at which nothing was pending. */
  pending(system: System, context: RunContext, inputs: ActionInputs, before?: System): readonly Waiting[]
  /** What frees somebody who is still waited for, and would wait for ever: looked for again and again, done once. */
  nudge?(system: System, context: RunContext, inputs: ActionInputs): readonly Operation[]
  /**
   * What to do after the deadline. If it is absent or returns null, the step fails. `round`: how often it was
   * called for this step before, because a step may escalate twice.
   */
  escalate?(system: System, context: RunContext, inputs: ActionInputs, round?: number): Escalation | null
  /** Absent: it kills nothing. Otherwise it kills (SIGKILL) what has not ended after the deadline. */
  readonly kills?: Kills
  /** Milliseconds; a step's own timeout replaces it. */
  readonly deadline: number
  /** If it returns a number, that replaces both. */
  deadlineFor?(context: RunContext): number | null
  /** Milliseconds for which the condition must hold, because one look can deceive. */
  readonly steady?: number
}

/** That an action kills, for a plan to announce. */
export interface Kills {
  /** A person is asked first. */
  readonly asks: boolean
  /** It first tries something else, for as long as the action's own deadline. */
  readonly isSecond?: true
  /** Whom it is known beforehand to kill. */
  readonly expected?: (system: System, context: RunContext) => readonly string[]
}

/** The input of actions that work on one process. */
export const processInput: Readonly<Record<'process', Input>> = {
  process: { type: 'process', description: 'the process, such as ${it.process} of a finding' },
}

export function inputProcess({ process }: ActionInputs): ProcessId {
  return process as unknown as ProcessId
}
