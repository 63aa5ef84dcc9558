import { systemErrorReason } from '../../errors.js'

/** An operation failed: the step fails, and the run reports that and asks. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed'
  readonly reason: string

  constructor(message: string, reason: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }

  static because(message: string, error: unknown): OperationFailed {
    return new OperationFailed(message, systemErrorReason(error), error)
  }
}
