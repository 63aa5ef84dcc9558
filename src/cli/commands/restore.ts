import { type ActingOptions, addActingOptions } from './acting-options.js'
import type { RegisterCommand } from './register.js'

interface RestoreOptions extends ActingOptions {
  readonly manifest?: string
  readonly force?: true
}

export const registerRestore: RegisterCommand = (program, context) => {
  const command = program
    .command('restore')
    .summary('puts the recorded symbolic links back')
    .description(
      'Puts the links of an earlier run back: those of RUN, else of the newest run on this directory that is open; ' +
        'where none is open, of the newest one, if links of it are missing. Creates what is missing; what has taken ' +
        'the name of a link is named and left alone.',
    )
    .argument('[RUN]', 'the id of a run')
    .option('--manifest <file>', 'the manifest to restore from')
    .option(
      '--force',
      'replace another symbolic link of the same name, never a file or a directory; go on in spite of what speaks against it; with --service-dir, put them into another directory than they were in',
    )
  addActingOptions(command).action(async (run: string | undefined, options: RestoreOptions) => {
    const { findSubject } = await import('../../journal/find-subject.js')
    const { runRunbook } = await import('./run-runbook.js')
    const subject = findSubject({ ...options, run }, context.environment)
    if ('nothing' in subject) {
      if (!options.json) context.say(`Nothing to restore: ${subject.nothing}.\n`)
      return context.exit(0)
    }
    const param = { ...options.param, ...(options.force ? { force: 'true' } : {}) }
    context.exit(
      await runRunbook('restore', { ...options, param }, context, {
        earlier: subject.earlier,
        expectedDigest: null,
        force: options.force ?? false,
      }),
    )
  })
}
