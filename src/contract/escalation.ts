import type { ProcessId } from '../system/process.js'
import type { LogSource } from '../system/surroundings.js'
import type { Operation } from './operation.js'

/** Something that must still happen before a step is done. With a process: it must end. */
export interface Waiting {
  readonly name: string
  readonly process?: ProcessId
  /** It is known not to happen by itself: the step does not wait for this alone. */
  readonly hopeless?: boolean
}

/** What to do when the deadline has passed and the step still waits. */
export interface Escalation {
  /** The question to ask first; null: do it without asking. */
  readonly question: string | null
  /** What is done, and why: for the operator and for the report. */
  readonly note: string
  readonly operations: readonly Operation[]
  /** Where to read what went wrong. This is shown first. */
  readonly show?: readonly LogSource[]
  /** Milliseconds for this; default: the action's deadline. */
  readonly patience?: number
  /** More can be done if even this does not help. */
  readonly isFirst?: true
}
