import type { CommandContext } from '../contract/command-context.js'
import { openDrill } from './open-drill.js'
import { runCommand } from './run-command.js'
import { drillEnvironment, interactiveShell } from './shell.js'
import { untilSignal } from './until-signal.js'

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
  return untilSignal(context, async (signal, handOver) => {
    await using drill = await openDrill({ scenario, self: context.self, signal, ...options })
    if (!options.quiet) context.stderr.write(`drill: ${scenario}: ${drill.history}\n`)
    handOver()
    const argv = command.length > 0 ? command : interactiveShell(context.environment)
    return await runCommand(drill, argv, drillEnvironment(context.environment, scenario))
  })
}
