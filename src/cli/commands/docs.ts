import type { RegisterCommand } from './register.js'

export const registerDocs: RegisterCommand = (program, context) => {
  program
    .command('docs')
    .summary('install the manual pages, completions and runbooks')
    .description(
      'For where no package has installed them, as with the single executable. Writes the manual pages, the completions for ' +
        'bash, zsh and fish, the runbooks that come with svreset, and what is there for monitoring below DIR, each at its ' +
        'usual place. Replaces files of the same names. Without --install: lists what it would write.',
    )
    .option('--install <dir>', 'the directory, such as /usr/local/share')
    .addHelpText('after', '\n  svreset docs --install /usr/local/share')
    .action(async ({ install }: { readonly install?: string }) => {
      const { docs, installDocs } = await import('../docs/install-docs.js')
      const list = docs(context.files)
      if (install !== undefined) installDocs(list, install)
      context.say(list.map(({ place }) => `${install === undefined ? '' : `${install}/`}${place}\n`).join(''))
    })
}
