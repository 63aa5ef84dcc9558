import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

export const registerApply: RegisterCommand = (program, context) => {
  const command = program
    .command('apply')
    .summary('carries out a plan saved by --dry-run --out, exactly, or refuses')
    .description(
      'Carries out the plan that --dry-run --out PLAN has saved: that one, or none. Where anything that it counts on is ' +
        'no longer as it was (another boot, another runbook, links, processes, parameters) it says what, and refuses.',
    )
    .argument('<PLAN>', 'the file')
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
