import type { Step } from '../../contract/runbook.js'
import { ExitCode, UserError } from '../../errors.js'
import { UnknownReference } from '../language/references.js'

/** The keys of a step that values go into. */
export type StepKey =
  | 'when'
  | 'run'
  | 'script'
  | 'with'
  | 'env'
  | 'cwd'
  | 'confirm'
  | 'timeout'
  | 'retry'
  | 'verify'
  | 'undo'

/** What only the values show: the loader lets no other mistake through. Names the file and the line. */
export function wrongStep(step: Step, key: StepKey, reason: string): UserError {
  return new UserError(ExitCode.usage, `unable to plan step '${step.id}' of the runbook`, {
    reason: `${placeOf(step, key)}${reason}`,
    next: 'correct the runbook, or the parameters',
  })
}

/** `FILE:LINE: `, of the key where it is written there; empty for a step that no file has. */
export function placeOf({ places }: Step, key: StepKey): string {
  const place = places[key] ?? places.id
  return place === undefined ? '' : `${place}: `
}

export function guarded<T>(step: Step, key: StepKey, resolve: () => T): T {
  try {
    return resolve()
  } catch (error) {
    if (error instanceof UnknownReference) throw wrongStep(step, key, error.message)
    throw error
  }
}
