import { Command } from 'commander'
import type { CommandContext } from './commands/context.js'
import { commands } from './commands/index.js'

/** The command line: what runs, what `--help` shows, what shells complete, and what the man page says. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('svreset')
    .description('Tells what is sick in a daemontools system, cures it, or resets it step by step.')
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [COMMAND]', 'show the help of a command')
    .usage('[options] [command]')
    .configureHelp({ subcommandTerm: command => command.name() })
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: text => context.warn(text.replace(/^error: /, 'svreset: error: ')) })
  for (const register of commands) register(program, context)
  return program
}
