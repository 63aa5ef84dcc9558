import { Option } from 'commander'
import type { CommandContext } from '../../contract/command-context.js'
import type { RehearseOptions } from '../rehearse/options.js'
import { addRunbookOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

export const registerRehearse: RegisterCommand = (program, context) => {
  const command = program
    .command('rehearse')
    .summary('run the reset, a repair or a runbook on a copy of this system first')
    .description(
      'Looks at the system, and builds a private copy of its shape: the same names, links, owners, orders and ' +
        'sicknesses. The programs of the services are stand-ins: no run of the site is executed. Then runs the real ' +
        'command there, and reports how long each step and each service would take, and what would fail. ' +
        'Changes nothing of this machine, and leaves nothing behind.',
    )
    .argument('[RUNBOOK]', 'reset, repair, another name, or a file; default: reset')
    .option('--from <look>', 'copy the system that svreset check --save has looked at, and not this one')
    .option(
      '--assume <service=behaviour>',
      'how a service behaves: NAME=stop:12s, NAME=ignores-term, NAME=children:2, NAME=partial-line; * is each service',
      collect,
    )
    .option('--fail <step>', 'what if this step failed in its middle?')
    .option('--kill <step>', 'what if svreset were killed (SIGKILL) in the middle of this step?')
    .option('--hang <service>', 'what if this service did not stop?')
    .option('--shell', 'run nothing: a shell in the copy, to practise')
    .option('--json', 'print one JSON object')
    .option('--service-dir <dir>', 'the svscan directory; default: where the one svscan runs')
    .option(
      '--state-dir <dir>',
      'the directory for manifests and journals; default for root: /var/lib/svreset',
    )
  addRunbookOptions(command)
    .option('--trust-owner <user>', 'trust the files of this user like those of root')
    .option('--no-color', 'no colours')
    .addOption(new Option('--build', 'the second stage, inside the namespaces').hideHelp())
    .addHelpText(
      'after',
      `
Exit codes: 0 it would pass, or comes back after it was broken on purpose; 1 a
step would fail; 2 bad usage; 3 it would be refused, or there can be no copy.

  svreset rehearse
  svreset rehearse repair
  svreset rehearse --assume nginx=stop:12s
  svreset rehearse --kill links
  svreset rehearse --from look.json`,
    )
    .action(async (runbook: string | undefined, options: RehearseOptions & { readonly build?: true }) => {
      context.exit(await (options.build ? build(context) : start(runbook ?? 'reset', options, context)))
    })
}

/** Loads its modules late, so that no other command pays for them. */
async function start(runbook: string, options: RehearseOptions, context: CommandContext): Promise<number> {
  const { rehearse } = await import('../rehearse/rehearse.js')
  return rehearse(runbook, options, context)
}

async function build({ stdin, stdout, self }: CommandContext): Promise<number> {
  const [{ buildCopy }, { text }] = await Promise.all([
    import('../../drill/copy/build-copy.js'),
    import('node:stream/consumers'),
  ])
  stdout.write(JSON.stringify(await buildCopy(JSON.parse(await text(stdin)), self)))
  return 0
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}
