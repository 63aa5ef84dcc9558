import type { Command } from 'commander'
import { ExitCode, UserError } from '../../errors.js'
import { withDefaults } from '../settings/acting-settings.js'
import { readSettings } from '../settings/read-settings.js'
import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

export const defaultCommand = 'reset'

/** `svreset` without a command is the guided reset: the program's default command. */
export const registerReset: RegisterCommand = (program, context) => {
  const command = program
    .command(defaultCommand, { isDefault: true, hidden: true })
    .summary('the guided reset')
    .description(
      'Resets daemontools with the runbook `reset`, and asks before each step. Stops every service and starts it again. ' +
        'Records the links first and puts them back.',
    )
    .argument('[words...]')
    .usage('[options]')
  program.addHelpText('after', () => guideToReset(command))
  addActingOptions(command).action(async (words: string[], options: ActingOptions) => {
    const [word] = words
    if (word !== undefined)
      throw await unknownCommand(
        word,
        program.commands.map(each => each.name()),
      )
    const { runRunbook } = await import('./run-runbook.js')
    const chosen = withDefaults(options, await readSettings(), { hasStopTimeout: true })
    context.exit(await runRunbook('reset', chosen, context))
  })
}

/** `svreset --help` also shows the options of the default command. */
function guideToReset(command: Command): string {
  const help = command.createHelp()
  help.prepareContext({ helpWidth: 80 })
  const width = help.longestOptionTermLength(command, help)
  const options = help
    .visibleOptions(command)
    .map(option => help.formatItem(help.optionTerm(option), width, help.optionDescription(option), help))
  return `
Without a command: the guided reset, with a confirmation before each step. Its
options:
${options.join('\n')}

Exit codes of all that act: 0 done, 1 a step failed, 2 bad usage, 3 refused for
safety, 4 stopped by you, 5 a dry run with --detailed-exitcode has found
something to do, 129, 130, 131 or 143 ended by SIGHUP, SIGINT, SIGQUIT or
SIGTERM (by another signal: 128 and its number).

  svreset check        what is wrong, and why
  svreset --dry-run    what a reset would do here, now
  svreset              do it, step by step`
}

async function unknownCommand(word: string, names: readonly string[]): Promise<UserError> {
  const known = names.filter(name => name !== defaultCommand)
  const meant = await whatIsMeant(word)
  if (meant !== null) {
    return new UserError(ExitCode.usage, `unable to run '${word}': no such command`, {
      reason: meant.reason,
      next: meant.next,
    })
  }
  const { closest } = await import('../../text/closest.js')
  const near = closest(word, known)
  return new UserError(ExitCode.usage, `unable to run '${word}': no such command`, {
    reason: near === undefined ? `the commands are ${known.join(', ')}` : `did you mean '${near}'?`,
    next: 'svreset --help lists the commands; svreset without a command is the guided reset',
  })
}

/** Words of other service managers, and names of services. null: it may be misspelt. */
async function whatIsMeant(word: string): Promise<{ readonly reason: string; readonly next: string } | null> {
  const [{ otherWords }, { isService }] = await Promise.all([
    import('../other-words.js'),
    import('../../check/service-names.js'),
  ])
  const next = otherWords.get(word)
  if (next !== undefined) return { reason: 'svreset calls it something else', next }
  if (!isService(word)) return null
  const { quote } = await import('../../text/quote.js')
  const name = quote(word)
  return {
    reason: `${name} is a service`,
    next: `svreset check ${name} shows it; svreset repair ${name} cures it`,
  }
}
