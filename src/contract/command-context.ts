import type { ReadStream } from 'node:tty'

/** What a command may know of the process it runs in; `main.ts` alone owns the real thing. */
export interface CommandContext {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Text for people on standard output: nothing in it but lines and our own colours reaches a terminal. */
  say(text: string): void
  /** The same on standard error. */
  warn(text: string): void
  /** Standard input as a terminal, once more: for one question; the caller destroys it. */
  openTerminal(): ReadStream
  /** Whether standard input is a terminal, and has not gone away. */
  isTerminalThere(): boolean
  readonly environment: NodeJS.ProcessEnv
  readonly version: string
  /** Where the package is: runbooks/ is below it. */
  readonly packageRoot: string
  /** The words that were typed. */
  readonly argv: readonly string[]
  /** Argv (node and main.js) that starts this very program again. */
  readonly self: readonly string[]
  /** What the command decided; main.ts ends the process with it. */
  exit(code: number): void
  /** Calls back on SIGINT, SIGTERM and SIGHUP instead of dying; returns how to stop listening. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): () => void
}
