import type { StepError } from '../../contract/events.js'
import type { Step } from '../../contract/runbook.js'
import { describeSystemError, isSystemError, systemErrorReason, UserError } from '../../errors.js'
import { NotYetKnown } from '../../runbook/language/references.js'
import { placeOf } from '../../runbook/plan/wrong-step.js'
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
    if (error instanceof NotYetKnown) return { message: cannotTell, reason: notKnownReason(error.step) }
    if (error instanceof UserError) return { message: error.message, reason: error.reason ?? '' }
    if (isSystemError(error)) return { message: describeSystemError(error), reason: systemErrorReason(error) }
    throw error
  }
}

const cannotTell = 'unable to tell whether or how to do this step'

/** It depends on the result of that other step. */
export function notKnown(step: Step, other: string): StepError {
  const key = step.when !== null ? 'when' : step.task.kind === 'uses' ? 'with' : step.task.kind
  return { message: cannotTell, reason: `${placeOf(step, key)}${notKnownReason(other)}` }
}

function notKnownReason(other: string): string {
  return `the result of step '${other}' is not known: that step failed, or printed more than svreset keeps`
}
