import { type Command, InvalidArgumentError, Option } from 'commander'
import type { ExpectedPlan } from '../../contract/options.js'
import { restartMethods } from '../../restart/index.js'

/** Options of every command that acts; cli.md lists them. */
export interface ActingOptions {
  readonly dryRun?: true
  readonly yes?: true
  readonly json?: true
  readonly serviceDir?: string
  readonly stateDir?: string
  readonly param?: Readonly<Record<string, string>>
  readonly stopTimeout?: string
  readonly restartMethod?: string
  readonly detach?: true
  /** The name of what it runs in, for the one that carries on. */
  readonly detached?: string
  readonly trustOwner?: string
  readonly color: boolean
  readonly verbose?: true
  readonly quiet?: true
  readonly out?: string
  /** No option of the command line: what `apply` has read. */
  readonly expected?: ExpectedPlan
}

export function addActingOptions(command: Command): Command {
  return command
    .option('-n, --dry-run', 'print what would be done to this system now; change nothing')
    .option('--out <plan>', 'with --dry-run: save the plan for svreset apply')
    .option('-y, --yes', 'answer every confirmation with yes')
    .option('--json', 'print events as JSON, one per line')
    .option('--service-dir <dir>', 'the svscan directory; default: where the one svscan runs')
    .option('--state-dir <dir>', 'where manifests and journals are kept; default for root: /var/lib/svreset')
    .option('-p, --param <key=value>', 'set a parameter of the runbook; may repeat', collectParameter)
    .option('--stop-timeout <duration>', 'how long a service gets to stop; default: 30s', duration)
    .addOption(
      new Option(
        '--restart-method <name>',
        'how svscan is restarted; default: as it is kept running',
      ).choices(restartMethods),
    )
    .option(
      '--detach',
      'carry on apart from this login: with a session, and under systemd a cgroup, of its own',
    )
    .addOption(new Option('--detached <name>', 'the one that carries on, in this scope').hideHelp())
    .option('--trust-owner <user>', "trust this user's files as root's")
    .option('--no-color', 'no colours')
    .option('--verbose', 'show every command, and what it printed')
    .option('--quiet', 'say only what went wrong')
}

function collectParameter(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must be KEY=VALUE.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

function duration(text: string): string {
  if (!/^\d+(\.\d+)?\s*(ms|s|m|min|h)$/.test(text))
    throw new InvalidArgumentError('It must be a duration with its unit, such as 30s or 2m.')
  return text
}

export interface RepairOptions extends ActingOptions {
  readonly maxInterrupt?: number
}
