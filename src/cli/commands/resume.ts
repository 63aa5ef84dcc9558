import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

interface ResumeOptions extends ActingOptions {
  readonly force?: true
}

export const registerResume: RegisterCommand = (program, context) => {
  const command = program
    .command('resume')
    .summary('goes on with an interrupted run where it stopped')
    .description(
      'Takes up RUN, else the newest run that was not finished: looks at the system as it is now, says what ' +
        'differs from what the run had left, and goes on with the first step that is not done.',
    )
    .argument('[RUN]', 'the id of a run')
    .option('--force', 'go on even if the runbook, or the service directory, was changed since')
  addActingOptions(command).action(async (run: string | undefined, options: ResumeOptions) => {
    const { findResumable } = await import('../../journal/find-resumable.js')
    const { runRunbook } = await import('./run-runbook.js')
    const resumable = findResumable({ ...options, run }, context.environment)
    if (resumable === null) {
      const why = run === undefined ? 'no run is unfinished' : `run ${run} is closed, or has removed no link`
      if (!options.json) context.say(`Nothing to resume: ${why}.\n`)
      return context.exit(0)
    }
    const { earlier, runbook } = resumable
    const taken = { earlier, expectedDigest: runbook.digest, force: options.force ?? false }
    context.exit(await runRunbook(runbook.file, options, context, taken))
  })
}
