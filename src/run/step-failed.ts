import { UserError } from '../user-error.js'
import { ActFailed } from './acts/act-failed.js'
import type { StepError } from './events.js'

/** A step that did not do what it is for; anything else that is thrown is a bug, or ends the run. */
export class StepFailed extends Error implements StepError {
  override readonly name = 'StepFailed'
  readonly reason: string

  constructor(message: string, reason: string) {
    super(message)
    this.reason = reason
  }

  /** Only failures of acts and steps pass; everything else is thrown on. */
  static from(error: unknown): StepError {
    if (error instanceof StepFailed || error instanceof ActFailed) return error
    if (error instanceof UserError) return { message: error.message, reason: error.reason ?? '' }
    throw error
  }
}
