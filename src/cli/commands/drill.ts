import { type Command, InvalidArgumentError, Option } from 'commander'
import type { CommandContext } from '../../contract/command-context.js'
import type { RegisterCommand } from './register.js'

interface DrillCommandOptions {
  readonly services: number
  readonly respawn: boolean
  readonly quiet?: true
  readonly list?: true
  readonly setUp?: string
}

export const registerDrill: RegisterCommand = (program, context) => {
  program
    .command('drill')
    .summary('start a private, disposable daemontools to practise on')
    .description(
      'Makes a private, disposable daemontools in namespaces of its own and brings it into the state that SCENARIO ' +
        'names. Then runs COMMAND (or a shell) inside, with svreset on the PATH. It cannot touch any service of this ' +
        'machine, and leaves nothing behind.',
    )
    .usage('[options] [SCENARIO] [-- COMMAND...]')
    .argument('[SCENARIO]', 'the state to begin in (see --list); default: happy')
    .argument('[COMMAND...]', 'what to run inside; default: a shell')
    .option('--list', 'list the scenarios')
    .option('--services <n>', "the number of services in the scenario 'many'", serviceCount, 100)
    .option('--no-respawn', 'process 1 does not start svscanboot again when it exits')
    .option('--quiet', 'print nothing about the scenario')
    .addOption(new Option('--set-up <order>', 'the second stage, inside the namespaces').hideHelp())
    .addHelpText(
      'after',
      `
Below /etc, /usr/local and /var/lib all that changes stays in memory; everything
else is the machine's own. The exit code is that of COMMAND: 128 and the
signal's number where a signal ended it.

  svreset drill unhappy -- svreset check`,
    )
    .action(
      async (first: string | undefined, rest: string[], options: DrillCommandOptions, command: Command) => {
        const words = first === undefined ? [] : [first, ...rest]
        context.exit(await drill(words, options, command, context))
      },
    )
}

/** Loads its modules late, so that no other command pays for them. */
async function drill(
  words: readonly string[],
  options: DrillCommandOptions,
  command: Command,
  context: CommandContext,
): Promise<number> {
  if (options.list) {
    const { listScenarios } = await import('../../drill/scenarios.js')
    context.stdout.write(listScenarios())
    return 0
  }
  if (options.setUp !== undefined) {
    const { setUp } = await import('../../drill/set-up.js')
    context.stdout.write(await setUp(JSON.parse(options.setUp), context.self))
    return 0
  }
  const { practise } = await import('../../drill/practise.js')
  const [scenario, ...rest] = isScenarioNamed(words, command) ? words : ['happy', ...words]
  return await practise(scenario ?? 'happy', rest, { ...options, quiet: options.quiet ?? false }, context)
}

/** commander drops the `--`. Only with it can svreset tell `drill -- COMMAND` from `drill SCENARIO`. */
function isScenarioNamed(words: readonly string[], command: Command): boolean {
  const { rawArgs } = command.parent as unknown as { readonly rawArgs: readonly string[] }
  const separator = rawArgs.indexOf('--')
  return separator === -1 || rawArgs.length - separator - 1 < words.length
}

function serviceCount(text: string): number {
  const count = Number(text)
  if (!/^\d+$/.test(text) || count < 1 || count > 10_000) {
    throw new InvalidArgumentError('It must be a number from 1 to 10000.')
  }
  return count
}
