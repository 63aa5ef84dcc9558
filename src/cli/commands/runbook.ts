import { terminalText } from '../../text/terminal-text.js'
import type { RegisterCommand } from './register.js'

/** Works with runbooks without running one. Nothing here needs daemontools, root or trust. */
export const registerRunbook: RegisterCommand = (program, context) => {
  const print = (text: string, { json }: { readonly json?: true }) =>
    void (json ? context.stdout.write(text) : context.say(text))
  const runbook = program
    .command('runbook')
    .summary('list, show and check runbooks without running one')
    .description('Works with runbooks without running one.')

  runbook
    .command('list')
    .summary('list the runbooks that come with svreset')
    .description('Lists the runbooks that come with svreset.')
    .option('--json', 'print JSON')
    .action(async (options: { readonly json?: true }) => {
      const { listRunbooks } = await import('../runbook/list.js')
      print(listRunbooks(context.files, options), options)
    })

  runbook
    .command('show')
    .summary('show a runbook as it is written, or as a document to follow by hand')
    .description(
      'Prints a runbook as it is written. With --markdown, prints a document that a person can follow by hand.',
    )
    .argument('<RUNBOOK>', 'a name, or a file')
    .option('--markdown', 'as a document, with all commands')
    .action(async (named: string, options: { readonly markdown?: true }) => {
      const { showRunbook } = await import('../runbook/show.js')
      const text = showRunbook(context.files, named, options)
      // In a file or a pipe the output stays as it is, because people edit and use it.
      if (context.stdout.isTTY) context.say(text)
      else context.stdout.write(options.markdown ? terminalText(text, true, false) : text)
    })

  runbook
    .command('lint')
    .summary('check runbooks and show every problem at once')
    .description('Checks each FILE and shows every problem, with line, column and a caret.')
    .argument('<FILE...>', 'names, or files')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExit codes: 0 every file is good, 2 a file has problems or cannot be read.')
    .action(async (files: string[], options: { readonly json?: true }) => {
      const { lintRunbooks } = await import('../runbook/lint.js')
      const { text, good } = lintRunbooks(context.files, files, options)
      print(text, options)
      context.exit(good ? 0 : 2)
    })

  runbook
    .command('schema')
    .summary('print the JSON Schema of the language, for editors')
    .description('Prints the JSON Schema (2020-12) of the runbook language, for editors and other tools.')
    .action(async () => {
      const [{ runbookJsonSchema }, { vocabulary }] = await Promise.all([
        import('../../runbook/language/json-schema.js'),
        import('../../actions/index.js'),
      ])
      context.stdout.write(`${JSON.stringify(runbookJsonSchema(vocabulary), null, 2)}\n`)
    })

  runbook
    .command('actions')
    .summary("list svreset's own actions, and the collections for for_each")
    .description("Lists svreset's own actions with their inputs, and the collections for for_each.")
    .option('--json', 'print JSON')
    .action(async (options: { readonly json?: true }) => {
      const { describeActions } = await import('../runbook/actions.js')
      print(describeActions(options), options)
    })
}
