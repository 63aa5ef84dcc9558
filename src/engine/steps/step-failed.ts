import type { StepError } from '../../contract/events.js'
import { describeSystemError, isSystemError, systemErrorReason, UserError } from '../../errors.js'
import { OperationFailed } from '../operations/operation-failed.js'

/** A step that did not do what it is for; anything else that is thrown is a bug, or ends the run. */
export class StepFailed extends Error implements StepError {
  override readonly name = 'StepFailed'
  readonly reason: string

  constructor(message: string, reason: string) {
    super(message)
    this.reason = reason
  }

  /** Failures of acts and steps, and what the kernel refuses, fail the step; everything else is thrown on. */
  static from(error: unknown): StepError {
    if (error instanceof StepFailed || error instanceof OperationFailed) return error
    if (error instanceof UserError) return { message: error.message, reason: error.reason ?? '' }
    if (isSystemError(error)) return { message: describeSystemError(error), reason: systemErrorReason(error) }
    throw error
  }
}
