/** Exit codes of every command that acts. `check` has its own. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  stopped: 4,
  /** Only of a dry run with `--detailed-exitcode`. */
  somethingToDo: 5,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** One line, or several. A line is printed as one, whatever stands in it. */
export type Words = string | readonly string[]

function wordsOf(words: Words | undefined): readonly string[] {
  return words === undefined ? [] : typeof words === 'string' ? [words] : words
}

/**
 * A failure that the operator can do something about. It is printed without a stack:
 * `svreset: error: MESSAGE`, then the reason, then what to do next.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly exitCode: ExitCode
  /** A line each. */
  readonly reasons: readonly string[]
  readonly nexts: readonly string[]

  constructor(
    exitCode: ExitCode,
    message: string,
    details: {
      readonly reason?: Words | undefined
      readonly next?: Words | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super(message, { cause: details.cause })
    this.exitCode = exitCode
    this.reasons = wordsOf(details.reason)
    this.nexts = wordsOf(details.next)
  }

  get reason(): string | undefined {
    return this.reasons.length === 0 ? undefined : this.reasons.join('\n')
  }

  get next(): string | undefined {
    return this.nexts.length === 0 ? undefined : this.nexts.join('\n')
  }
}

/** What the kernel said, in the words of strerror(3): `no such file or directory (ENOENT)`. */
export function systemErrorReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = (error as NodeJS.ErrnoException).code
  if (code === undefined) return error.message
  const words = /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1]
  return words === undefined ? error.message : `${words} (${code})`
}

/** Whether the kernel refused a call, because of a full disk or a read-only file for example. Such a refusal is no bug. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'errno' in error && 'syscall' in error
}

/** The call that failed: `unable to open /var/lib/svreset/…`. */
export function describeSystemError({ syscall, path }: NodeJS.ErrnoException): string {
  return path === undefined ? `unable to ${syscall}` : `unable to ${syscall} ${path}`
}

export function hasErrorCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
