import { systemErrorReason } from '../../errors.js'

/** An act that could not be done: the step fails, the run says so and asks. */
export class OperationFailed extends Error {
  override readonly name = 'ActFailed'
  readonly reason: string

  constructor(message: string, reason: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }

  static because(message: string, error: unknown): OperationFailed {
    return new OperationFailed(message, systemErrorReason(error), error)
  }
}
