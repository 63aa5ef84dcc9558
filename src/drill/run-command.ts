import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

/**
 * Runs argv with our own standard streams, and in our own process group, so that the terminal's Ctrl-C
 * and Ctrl-Z reach it; returns its exit code, or 128 and the number of the signal that ended it.
 */
export async function runCommand(
  argv: [string, ...string[]],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const [file, ...rest] = argv
  const child = spawn(file, rest, { env: environment, stdio: 'inherit' })
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return signal === null ? (code ?? 1) : exitCodeOfSignal(signal)
}

/** The shell's convention for a command that a signal ended. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
