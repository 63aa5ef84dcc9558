import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

interface RestoreOptions extends ActingOptions {
  readonly manifest?: string
  readonly force?: true
}

export const registerRestore: RegisterCommand = (program, context) => {
  const command = program
    .command('restore')
    .summary('put the recorded links back, whatever happened')
    .description(
      'Puts back the links of an earlier run: of RUN, or else of the newest run on this directory that is open. If none ' +
        'is open, of the newest run, if links of it are missing. Creates only what is missing. If something else has ' +
        'taken the name of a link, names it and leaves it alone.',
    )
    .argument('[RUN]', 'the id of a run')
    .option('--manifest <file>', 'the manifest to read')
    .option(
      '--force',
      'replace another symbolic link with the same name, never a file or a directory; continue although something is against it; with --service-dir, put the links into another directory than before',
    )
  addActingOptions(command).action(async (run: string | undefined, options: RestoreOptions) => {
    const { findSubject } = await import('../../journal/find-subject.js')
    const { familyOfRun } = await import('../../journal/family-of-run.js')
    const { runRunbook } = await import('./run-runbook.js')
    const { takeRun } = await import('../choose-run.js')
    const subject = await takeRun(run, options, context, chosen =>
      findSubject({ ...options, run: chosen }, context.environment),
    )
    if ('nothing' in subject) {
      if (!options.json) context.say(`Nothing to restore: ${subject.nothing}.\n`)
      return context.exit(0)
    }
    const family = familyOfRun(subject.earlier)
    const param = { ...options.param, ...(options.force ? { force: 'true' } : {}) }
    context.exit(
      await runRunbook(
        family === 'daemontools' ? 'restore' : `${family}-restore`,
        { ...options, param },
        context,
        {
          earlier: subject.earlier,
          expectedDigest: null,
          force: options.force ?? false,
        },
      ),
    )
  })
}
