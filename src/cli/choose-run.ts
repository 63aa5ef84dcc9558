import type { CommandContext } from '../contract/command-context.js'
import { ExitCode, UserError } from '../errors.js'
import { describePlace, SeveralRuns } from '../journal/choose-run.js'
import { chooseOne } from '../render/prompts.js'
import type { ActingOptions } from './commands/acting-options.js'
import { questionTerminal } from './question-terminal.js'

/** Takes the named run, or the one that there is. If there are several, whoever is at the terminal chooses. */
export async function takeRun<Taken>(
  named: string | undefined,
  options: ActingOptions,
  context: CommandContext,
  take: (run: string | undefined) => Taken,
): Promise<Taken> {
  try {
    return take(named)
  } catch (error) {
    if (!(error instanceof SeveralRuns) || options.yes || options.dryRun || options.json) throw error
    const terminal = questionTerminal(options, context)
    if (terminal === null) throw error
    const ways = error.runs.map(run => `${run.run}: ${describePlace(run)}`)
    const chosen = await chooseOne({ title: 'Several runs are open:', ways, does: 'take this run' }, terminal)
    const run = chosen === null ? undefined : error.runs[chosen]
    if (run !== undefined) return take(run.run)
    throw new UserError(ExitCode.stopped, 'stopped before anything was done', {
      reason: 'you did not choose a run',
      next: error.nexts,
    })
  }
}
