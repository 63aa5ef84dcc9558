import { textOf } from '../../text/terminal-text.js'
import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

interface ResumeOptions extends ActingOptions {
  readonly force?: true
}

export const registerResume: RegisterCommand = (program, context) => {
  const command = program
    .command('resume')
    .summary('continue an interrupted run')
    .description(
      'Continues RUN, or else the newest unfinished run. Looks at the system as it is now, names what has changed ' +
        'since the run was interrupted, and continues with the first step that is not done.',
    )
    .argument('[RUN]', 'the id of a run')
    .option('--force', 'continue even if the runbook or the svscan directory was changed since')
  addActingOptions(command).action(async (run: string | undefined, options: ResumeOptions) => {
    const { findResumable } = await import('../../journal/find-resumable.js')
    const { runRunbook } = await import('./run-runbook.js')
    const { takeRun } = await import('../choose-run.js')
    const resumable = await takeRun(run, options, context, chosen =>
      findResumable({ ...options, run: chosen }, context.environment),
    )
    if (resumable === null) {
      const why =
        run === undefined ? 'no run is unfinished' : `run ${run} is finished, or has removed no link`
      if (!options.json) context.say(textOf([`Nothing to resume: ${why}.`]))
      return context.exit(0)
    }
    const { earlier, runbook } = resumable
    const taken = { earlier, expectedDigest: runbook.digest, force: options.force ?? false }
    context.exit(await runRunbook(runbook.file, options, context, taken))
  })
}
