import { isCut } from '../text/bounded-output.js'

/**
 * The result of a step's commands: the worst exit code, and their output. Both are null if the step was skipped.
 * Without `output`: a command printed more than is kept, and the part that is kept is not what it printed.
 */
export interface StepResult {
  readonly exitCode: number | null
  readonly output?: string | null
}

export const skipped: StepResult = { exitCode: null, output: null }

export function resultOf(
  outcomes: readonly { readonly exitCode: number; readonly output: string }[],
): StepResult {
  const exitCode = Math.max(0, ...outcomes.map(({ exitCode }) => exitCode))
  if (outcomes.some(({ output }) => isCut(output))) return { exitCode }
  // Like $(…) in a shell: without the newlines at the end.
  const all = outcomes.map(({ output }) => output).join('')
  return { exitCode, output: all.replace(/\n+$/, '') }
}
