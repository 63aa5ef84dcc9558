/** The result of a step's commands: the worst exit code, and their output, at most 64 KiB each. Both are null if the step was skipped. */
export interface StepResult {
  readonly exitCode: number | null
  readonly output: string | null
}

export const skipped: StepResult = { exitCode: null, output: null }

export function resultOf(
  outcomes: readonly { readonly exitCode: number; readonly output: string }[],
): StepResult {
  return {
    exitCode: Math.max(0, ...outcomes.map(({ exitCode }) => exitCode)),
    // Like $(…) in a shell: without the newlines at the end.
    output: outcomes
      .map(({ output }) => output)
      .join('')
      .replace(/\n+$/, ''),
  }
}
