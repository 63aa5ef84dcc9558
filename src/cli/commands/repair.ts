import { InvalidArgumentError } from 'commander'
import { addActingOptions, type RepairOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

export const registerRepair: RegisterCommand = (program, context) => {
  const command = program
    .command('repair')
    .summary('cure what check found; healthy services keep running')
    .description(
      'Checks the system as svreset check does. Cures what it finds with those steps of the runbook `repair` that are ' +
        'needed. Says first which services this interrupts, and for about how long. All other services keep running. ' +
        'If only a person can cure something, names it, with its file and the last lines of its log.',
    )
    .argument('[SERVICE...]', 'only these services, and what concerns all services')
    .option('--max-interrupt <n>', 'refuse a plan that interrupts more services than this', wholeNumber)
  addActingOptions(command)
    .addHelpText(
      'after',
      `
Exit codes: 0 all is cured, or nothing was wrong; 1 something is left; otherwise
as for every run.

  svreset repair --dry-run
  svreset repair nginx
  svreset repair --yes --max-interrupt 0`,
    )
    .action(async (services: string[], options: RepairOptions) => {
      const { repair } = await import('./run-repair.js')
      context.exit(await repair(services, options, context))
    })
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
