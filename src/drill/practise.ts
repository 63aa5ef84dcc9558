import type { CommandContext } from '../contract/command-context.js'
import { openDrill } from './open-drill.js'
import { exitCodeOfSignal, runCommand } from './run-command.js'
import { drillEnvironment, interactiveShell } from './shell.js'

export interface PractiseOptions {
  readonly services: number
  readonly respawn: boolean
  readonly quiet: boolean
}

/**
 * `svreset drill`: opens the drill, runs the command (or a shell) inside, closes the drill.
 * Returns the exit code of the command, or that of the signal that ended svreset.
 */
export async function practise(
  scenario: string,
  command: readonly string[],
  options: PractiseOptions,
  context: CommandContext,
): Promise<number> {
  const abort = new AbortController()
  let running = false
  const stopListening = context.onSignal(signal => {
    // Once COMMAND runs, Ctrl-C and Ctrl-\ at the terminal are for COMMAND, which has got the signal too.
    if ((signal === 'SIGINT' || signal === 'SIGQUIT') && running && onTerminal(context)) return
    abort.abort(signal)
  })
  try {
    await using drill = await openDrill({ scenario, self: context.self, signal: abort.signal, ...options })
    if (!options.quiet) context.stderr.write(`drill: ${scenario}: ${drill.history}\n`)
    running = true
    const argv = command.length > 0 ? command : interactiveShell(context.environment)
    const environment = drillEnvironment(context.environment, scenario)
    const exitCode = await runCommand(drill, argv, environment)
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
