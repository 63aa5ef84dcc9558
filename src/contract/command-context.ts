import type { ReadStream } from 'node:tty'
import type { PackageFiles } from '../system/package-files.js'
import type { EndingSignal } from './signals.js'

/** What a command may use of its process. Only `main.ts` owns the real one. */
export interface CommandContext {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Writes text for people to standard output. Only lines and svreset's own colours reach a terminal. */
  say(text: string): void
  /** The same on standard error. */
  warn(text: string): void
  /** Opens standard input as a terminal once more, for one question. The caller destroys it. */
  openTerminal(): ReadStream
  /** Whether standard input is a terminal that has not gone away. */
  isTerminalThere(): boolean
  readonly environment: NodeJS.ProcessEnv
  readonly version: string
  /** What comes with svreset. */
  readonly files: PackageFiles
  /** The words of the command line. */
  readonly argv: readonly string[]
  /** The argv that starts this very program again. */
  readonly self: readonly string[]
  /** Sets the exit code; main.ts ends the process with it. */
  exit(code: number): void
  /** Calls back on the signals that end svreset; they no longer end the process. Returns a function that stops listening. */
  onSignal(listener: (signal: EndingSignal) => void): () => void
  /** Stops the whole job, as the terminal's driver does for Ctrl-Z. Returns once it has been continued. */
  suspend(): void
  /** Calls back before the process stops for Ctrl-Z. Returns a function that stops listening. */
  onSuspend(listener: () => void): () => void
  /** Calls back whenever the process is continued after a stop. Returns a function that stops listening. */
  onContinue(listener: () => void): () => void
}
