import { withDefaults } from '../settings/acting-settings.js'
import { readSettings } from '../settings/read-settings.js'
import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

export const registerRun: RegisterCommand = (program, context) => {
  const command = program
    .command('run')
    .summary('run any runbook: one that comes with svreset, or a file')
    .description(
      'Carries out RUNBOOK: a name from svreset runbook list, or a file (with a slash in its name, or ending in .yaml). ' +
        'Checks the runbook first. As root, refuses a file that others may write to.',
    )
    .argument('<RUNBOOK>', 'a name, or a file')
  addActingOptions(command)
    .addHelpText(
      'after',
      `
  svreset run rotate --dry-run
  svreset run ./mine.yaml -p name=nginx`,
    )
    .action(async (runbook: string, options: ActingOptions) => {
      if (runbook === 'repair') {
        // The runbook `repair` acts on findings. Without them it would do nothing.
        const { repair } = await import('./run-repair.js')
        return context.exit(await repair([], options, context))
      }
      const { runRunbook } = await import('./run-runbook.js')
      const chosen = withDefaults(options, await readSettings(), { hasStopTimeout: runbook === 'reset' })
      context.exit(await runRunbook(runbook, chosen, context))
    })
}
