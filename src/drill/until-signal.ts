import type { CommandContext } from '../contract/command-context.js'
import { exitCodeOfSignal } from './run-command.js'

/**
 * Does some work that a signal to svreset ends at once: `signal` is for whatever is opened in it. `handOver` says that a
 * command of the operator runs now, whose keys are its own. Returns the exit code of the work, or that of the signal.
 */
export async function untilSignal(
  context: CommandContext,
  work: (signal: AbortSignal, handOver: () => void) => Promise<number>,
): Promise<number> {
  const abort = new AbortController()
  let running = false
  const stopListening = context.onSignal(signal => {
    // Once COMMAND runs, Ctrl-C and Ctrl-\ at the terminal are for COMMAND, which has got the signal too.
    if ((signal === 'SIGINT' || signal === 'SIGQUIT') && running && onTerminal(context)) return
    abort.abort(signal)
  })
  try {
    const exitCode = await work(abort.signal, () => {
      running = true
    })
    return abort.signal.aborted ? exitCodeOfSignal(abort.signal.reason) : exitCode
  } catch (error) {
    if (abort.signal.aborted) return exitCodeOfSignal(abort.signal.reason)
    throw error
  } finally {
    stopListening()
  }
}

function onTerminal({ stdin, stdout, stderr }: CommandContext): boolean {
  return stdin.isTTY || stdout.isTTY || stderr.isTTY
}
