import { spawn } from 'node:child_process'

/** Starts a program that outlives the set-up, as a child of PID 1 with no terminal. */
export function startInBackground(
  argv: readonly [string, ...string[]],
  options: { readonly cwd?: string; readonly output?: number } = {},
): void {
  const [file, ...rest] = argv
  const output = options.output ?? 'ignore'
  spawn(file, rest, { cwd: options.cwd ?? '/', detached: true, stdio: ['ignore', output, output] }).unref()
}
