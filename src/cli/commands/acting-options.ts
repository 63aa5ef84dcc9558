import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Break, ExpectedPlan } from '../../contract/options.js'
import { restartMethods } from '../../restart/index.js'

/** Options of every command that acts. */
export interface ActingOptions {
  readonly dryRun?: true
  readonly detailedExitcode?: true
  readonly yes?: true
  readonly json?: true
  readonly serviceDir?: string
  readonly stateDir?: string
  readonly param?: Readonly<Record<string, string>>
  readonly stopTimeout?: string
  readonly kill?: boolean
  readonly restartMethod?: string
  readonly detach?: true
  /** The process in the background: the name of its scope. */
  readonly detached?: string
  readonly trustOwner?: string
  readonly utc?: true
  readonly color: boolean
  readonly plain?: true
  readonly verbose?: true
  readonly quiet?: true
  readonly out?: string
  /** Not an option of the command line: the plan that `apply` has read. */
  readonly expected?: ExpectedPlan
  /** What a rehearsal breaks. */
  readonly break?: Break
}

export function addActingOptions(command: Command): Command {
  command
    .option('-n, --dry-run', 'show what svreset would do here and now; change nothing')
    .option('--detailed-exitcode', 'with --dry-run: exit with 5 if there is something to do, with 0 if not')
    .option('--out <plan>', 'with --dry-run: save the plan for svreset apply')
    .option('-y, --yes', 'answer every confirmation with yes')
    .option('--json', 'print events as JSON, one per line')
    .option('--service-dir <dir>', 'the svscan directory; default: where the one svscan runs')
    .option(
      '--state-dir <dir>',
      'the directory for manifests and journals; default for root: /var/lib/svreset',
    )
  return addRunbookOptions(command)
    .option('--detach', 'run in the background, so that it survives logout')
    .addOption(new Option('--detached <name>', 'the process in the background, and its scope').hideHelp())
    .addOption(new Option('--break <how:step>', 'only in a rehearsal').argParser(breakAt).hideHelp())
    .option('--trust-owner <user>', 'trust the files of this user like those of root')
    .option('--utc', 'show times in UTC, not in local time')
    .option('--no-color', 'no colours')
    .option('--plain', 'plain lines at a terminal too, nothing redrawn: for screen readers')
    .option('--verbose', 'show every command and its output')
    .option('--quiet', 'print only what went wrong')
}

/** What a person can choose for the run of a runbook. */
export function addRunbookOptions(command: Command): Command {
  return command
    .option(
      '-p, --param <key=value>',
      'set a parameter of the runbook; you can repeat this option',
      collectParameter,
    )
    .option(
      '--stop-timeout <duration>',
      'how long a service may take to stop before svreset asks whether to kill it (SIGKILL); with --yes it kills it; default: 30s',
      duration,
    )
    .option('--no-kill', 'never kill (SIGKILL) what does not stop: the step fails instead')
    .addOption(
      new Option(
        '--restart-method <name>',
        'how to restart svscan; default: the way in which it is kept running',
      ).choices(restartMethods),
    )
}

function breakAt(text: string): Break {
  const [, how, step] = /^(fail|kill):(.+)$/.exec(text) ?? []
  if (step === undefined) throw new InvalidArgumentError('It must have the form HOW:STEP.')
  return { how: how === 'kill' ? 'kill' : 'fail', step }
}

function collectParameter(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('It must have the form KEY=VALUE.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) }
}

function duration(text: string): string {
  if (!/^\d+(\.\d+)?\s*(ms|s|m|min|h)$/.test(text))
    throw new InvalidArgumentError('It must be a duration with a unit, such as 30s or 2m.')
  return text
}

export interface RepairOptions extends ActingOptions {
  readonly maxInterrupt?: number
}
