import type { StepError } from '../../contract/events.js'
import { describeSystemError, isSystemError, systemErrorReason, UserError } from '../../errors.js'
import { OperationFailed } from '../operations/operation-failed.js'

/** A step did not reach its goal. Anything else that is thrown is a bug, or ends the run. */
export class StepFailed extends Error implements StepError {
  override readonly name = 'StepFailed'
  readonly reason: string

  constructor(message: string, reason: string) {
    super(message)
    this.reason = reason
  }

  /** Failures of operations and steps, and refusals of the kernel, fail the step. Everything else is thrown on. */
  static from(error: unknown): StepError {
    if (error instanceof StepFailed || error instanceof OperationFailed) return error
    if (error instanceof UserError) return { message: error.message, reason: error.reason ?? '' }
    if (isSystemError(error)) return { message: describeSystemError(error), reason: systemErrorReason(error) }
    throw error
  }
}
