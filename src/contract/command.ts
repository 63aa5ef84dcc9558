export interface PlannedCommand {
  readonly argv: readonly string[]
  readonly cwd: string
  /** In addition to what every child gets. */
  readonly env?: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly timeout?: number
}

/** How a script is run; its text is the next argument. Values are in the environment, never in the text. */
export const scriptHead: readonly string[] = ['/bin/sh', '-eu', '-c']

/** The text, if the command is a script. */
export function scriptOf({ argv }: Pick<PlannedCommand, 'argv'>): string | null {
  return argv.length === 4 && scriptHead.every((word, index) => argv[index] === word)
    ? (argv[3] ?? null)
    : null
}

export interface CommandOutcome {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly exitCode: number
  readonly durationMs: number
  /** Standard output and error in their order. Of more than 64 KiB, the two ends. */
  readonly output: string
}

/** How a command ended, and the last line of its output. */
export function exitText(outcome: CommandOutcome): string {
  const { argv, exitCode, output } = outcome
  const said = output.trimEnd().split('\n').at(-1)?.trim() ?? ''
  return `${scriptOf(outcome) === null ? argv[0] : 'the script'} exited with ${exitCode}${said === '' ? '' : `: ${said}`}`
}
