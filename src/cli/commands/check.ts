import { InvalidArgumentError, Option } from 'commander'
import { type CheckOptions, formats } from '../check/options.js'
import type { RegisterCommand } from './register.js'

export const registerCheck: RegisterCommand = (program, context) => {
  program
    .command('check')
    .summary('show what is wrong, and why')
    .description(
      'Checks svscan, every supervise, service and log, and readproctitle. Shows what is wrong, why, and what to do, ' +
        'with a table of the services, and for what is sick the process tree. With one SERVICE: its page, with its log and the runs that touched it. Changes nothing.',
    )
    .argument('[SERVICE...]', 'only these services, and what concerns all services')
    .option('--json', 'print one JSON object: same as --format json')
    .addOption(new Option('--format <format>', 'the form of the output').choices([...formats]))
    .option('--output <file>', 'with --format openmetrics: replace this file, whole or not at all')
    .option('--service-dir <dir>', 'the svscan directory; default: where the one svscan runs')
    .option('--since-last', 'print only if the verdict is not that of the last check with --since-last')
    .option('--watch [seconds]', 'check again and again, and show what changed; q quits', positive)
    .addOption(
      new Option('--until <verdict>', 'watch until it is happy, or sick; then end').choices([
        'happy',
        'sick',
      ]),
    )
    .option(
      '--on-change <command>',
      'watch, and run this at each change: a program, or a JSON array of words; it reads the check as JSON',
    )
    .option(
      '--settle <seconds>',
      'check twice, this far apart; default: check again only if a state may be temporary',
      seconds,
    )
    .option('--full', 'show healthy services even if there are many')
    .option('--tree', 'draw the process tree of all services, also where nothing is wrong')
    .option('--all', 'check every svscan directory: a line and a verdict for each')
    .option('--allow-directories', 'do not warn about service directories in the svscan directory itself')
    .option(
      '--state-dir <dir>',
      'the directory for manifests and journals; default for root: /var/lib/svreset',
    )
    .option('--save <file>', 'save the shape of the system, for svreset rehearse --from and for a bug report')
    .option('--with-arguments', "with --save: keep the arguments of the services' processes too")
    .option('--quiet', 'print nothing if all is well: for cron')
    .option('--utc', 'show times in UTC, not in local time')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
Exit codes: 0 happy, 1 warnings only, 2 sick, 3 could not tell (or bad usage).

  svreset check nginx
  svreset check --format nagios
  svreset check --format openmetrics --output svreset.prom
  svreset check --all
  svreset check --save look.json
  svreset check --json | jq -r '.findings[].id'`,
    )
    .action(async (services: string[], options: CheckOptions) => {
      const { check } = await import('../check/check.js')
      context.exit(await check(services, options, context))
    })
}

function seconds(text: string): number {
  const value = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || value > 3600) {
    throw new InvalidArgumentError('It must be a number of seconds, 3600 at most.')
  }
  return value
}

function positive(text: string): number {
  const value = seconds(text)
  if (value < 0.1) throw new InvalidArgumentError('It must be at least 0.1 seconds.')
  return value
}
