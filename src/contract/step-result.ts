/** Of a step's commands: the worst exit code, and what they printed, at most 64 KiB each; both null where it was skipped. */
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
    // As $(…) of a shell: without the newlines at the end.
    output: outcomes
      .map(({ output }) => output)
      .join('')
      .replace(/\n+$/, ''),
  }
}
