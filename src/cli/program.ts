import { Command } from 'commander'
import type { CommandContext } from '../contract/command-context.js'
import { textOf } from '../text/terminal-text.js'
import type { ActingOptions } from './commands/acting-options.js'
import { commands } from './commands/index.js'
import type { RegisterCommand } from './commands/register.js'
import { defaultCommand } from './commands/reset.js'

/** The command line: what runs, what `--help` shows, what shells complete, and what the manual page says. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('svreset')
    .description('Finds out what is wrong with a daemontools system, cures it, or resets it step by step.')
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [COMMAND]', 'show the help of a command')
    .usage('[options] [command]')
    .configureHelp({ subcommandTerm: command => command.name() })
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      outputError(text) {
        // What was typed may hold a newline; the only one of commander's own stands before its suggestion.
        const lines = text.trimEnd().replace(/^error: /, 'svreset: error: ')
        context.warn(textOf(lines.split(/\n(?=\(Did you mean .*\?\)$)/)))
      },
    })
  for (const register of asked(context)) register(program, context)
  // As date(1) does for -u: from here on, local time is UTC.
  program.hook('preAction', (_program, command) => {
    if (command.opts<{ utc?: true }>().utc) context.environment.TZ = 'UTC'
  })
  // Every command that acts can continue in the background.
  program.hook('preAction', async (_program, command) => {
    const options: Partial<ActingOptions> = command.opts()
    if (options.detach === undefined && options.detached === undefined) return
    const { detach, requireApart } = await import('./commands/detach.js')
    if (options.detached !== undefined) requireApart(options.detached)
    else if (!options.dryRun) throw new Detached(await detach(options, context))
  })
  return program
}

/** Only the command that the first word names: to describe them all takes longer than a look at ten services. */
function asked({ argv: [word = ''] }: CommandContext): Iterable<RegisterCommand> {
  const named = speakOfOthers.has(word) ? undefined : commands.get(word)
  return named === undefined ? commands.values() : [named]
}

const speakOfOthers: ReadonlySet<string> = new Set([defaultCommand, 'completion'])

/** The command continues in the background. This process does nothing more. */
export class Detached extends Error {
  override readonly name = 'Detached'
  readonly exitCode: number

  constructor(exitCode: number) {
    super('continued in the background')
    this.exitCode = exitCode
  }
}
