import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

export const registerApply: RegisterCommand = (program, context) => {
  const command = program
    .command('apply')
    .summary('carry out exactly the plan that --dry-run --out saved')
    .description(
      'Carries out exactly the plan that --dry-run --out PLAN saved. If anything that the plan depends on has changed ' +
        '(a reboot, the runbook, links, processes, parameters), names every difference and refuses.',
    )
    .argument('<PLAN>', 'the file with the plan')
  addActingOptions(command)
    .addHelpText(
      'after',
      `
As root the file, and every directory above it, must be root's, and nobody else
may write to them.

  svreset --dry-run --out /root/plan.json
  svreset apply /root/plan.json`,
    )
    .action(async (plan: string, options: ActingOptions) => {
      const { applyPlan } = await import('./run-apply.js')
      context.exit(await applyPlan(plan, options, context))
    })
}
