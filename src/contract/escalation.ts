import type { ProcessId } from '../system/process.js'
import type { LogSource } from '../system/surroundings.js'
import type { Operation } from './operation.js'

/** Something that must still happen before a step is done; with a process: that it ends. */
export interface Waiting {
  readonly name: string
  readonly process?: ProcessId
}

/** What is done when the deadline passes and somebody is still waited for. */
export interface Escalation {
  /** Asked before; null: done without asking. */
  readonly question: string | null
  /** What is being done, and why: said to the operator, and in the report. */
  readonly note: string
  readonly operations: readonly Operation[]
  /** Where to read what went wrong: shown before. */
  readonly show?: readonly LogSource[]
  /** Milliseconds that this gets; default: the action's deadline. */
  readonly patience?: number
}
