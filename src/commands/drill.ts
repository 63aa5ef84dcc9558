import type { RegisterCommand } from './context.js'

export const registerDrill: RegisterCommand = (program, context) => {
  program
    .command('drill')
    .summary('a private, disposable daemontools in namespaces, sick in the named way, to practise on')
    .argument('[scenario]', 'happy, unhappy, many …', 'happy')
    .argument('[command...]', 'what to run inside; an interactive shell if there is none')
    .action(async () => {
      context.exit(0)
    })
}
