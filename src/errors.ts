/** Exit codes of every command that acts. `check` has its own. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  stopped: 4,
} as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/**
 * A failure that the operator can do something about. It is printed without a stack:
 * `svreset: error: MESSAGE`, then the reason, then what to do next.
 */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly exitCode: ExitCode
  readonly reason: string | undefined
  readonly next: string | undefined

  constructor(
    exitCode: ExitCode,
    message: string,
    details: {
      readonly reason?: string | undefined
      readonly next?: string | undefined
      readonly cause?: unknown
    } = {},
  ) {
    super(message, { cause: details.cause })
    this.exitCode = exitCode
    this.reason = details.reason
    this.next = details.next
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
