import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

export const registerRotate: RegisterCommand = (program, context) => {
  const command = program
    .command('rotate')
    .summary('restart services, one at a time')
    .description(
      'Restarts each service that is up (svc -t), and waits until it is up again and stays up before it takes the next. ' +
        'Stops at the first one that does not come back. Follows the runbook `rotate`.',
    )
    .argument('[SERVICE...]', 'only these services')
  addActingOptions(command)
    .addHelpText(
      'after',
      `
  svreset rotate nginx
  svreset rotate --yes -p up_for=10s`,
    )
    .action(async (services: string[], options: ActingOptions) => {
      const { rotate } = await import('./run-rotate.js')
      context.exit(await rotate(services, options, context))
    })
}
