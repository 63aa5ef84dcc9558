import { InvalidArgumentError, Option } from 'commander'
import type { CheckOptions } from '../check/options.js'
import type { RegisterCommand } from './register.js'

export const registerCheck: RegisterCommand = (program, context) => {
  program
    .command('check')
    .summary('is this system happy? findings with evidence, and the annotated process tree')
    .description(
      'Looks at svscan, every supervise, service and log, and at readproctitle; says what is wrong, why, and what to do. ' +
        'Changes nothing.',
    )
    .argument('[SERVICE...]', 'only these services, and what concerns all of them')
    .option('--json', 'print one JSON object: the same as --format json')
    .addOption(new Option('--format <format>', 'how to tell').choices(['text', 'json', 'nagios']))
    .option('--service-dir <dir>', 'the svscan directory; default: where the one svscan runs')
    .option('--watch [seconds]', 'look again and again, and show what changed; q quits', positive)
    .option(
      '--settle <seconds>',
      'look twice, this far apart; default: only where a look is doubtful',
      seconds,
    )
    .option('--all', 'show healthy services even where there are many')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
Exit codes: 0 happy, 1 warnings only, 2 sick, 3 could not tell (or bad usage).

  svreset check nginx
  svreset check --format nagios
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
    throw new InvalidArgumentError('It must be a number of seconds, at most 3600.')
  }
  return value
}

function positive(text: string): number {
  const value = seconds(text)
  if (value < 0.1) throw new InvalidArgumentError('It must be at least 0.1 seconds.')
  return value
}
