import { Argument, type Command, Option } from 'commander'
import type { RegisterCommand } from './register.js'

export const shells = ['bash', 'zsh', 'fish'] as const

export const registerCompletion: RegisterCommand = (program, context) => {
  program
    .command('completion')
    .summary('print the completion script for bash, zsh or fish')
    .description(
      'Prints a script for SHELL. With it, the shell completes commands, options, services, runs and runbooks of svreset.',
    )
    .addArgument(new Argument('<SHELL>', 'yours').choices(shells))
    // The shell asks `svreset completion bash --answer -- WORD…`; the last word is the one under the cursor.
    .addOption(new Option('--answer', 'print what can follow these words').hideHelp())
    .allowExcessArguments()
    .addHelpText(
      'after',
      `
For you alone, in ~/.bashrc, in ~/.zshrc behind compinit, or in
~/.config/fish/config.fish:

  source <(svreset completion bash)
  source <(svreset completion zsh)
  svreset completion fish | source

For everybody, as root:

  svreset completion bash >/etc/bash_completion.d/svreset
  svreset completion zsh \\
    >/usr/share/zsh/vendor-completions/_svreset
  svreset completion fish >/etc/fish/completions/svreset.fish`,
    )
    .action(async (shell: string, options: { readonly answer?: true }, command: Command) => {
      if (options.answer) {
        const { answer } = await import('../completion/answer.js')
        context.stdout.write(await answer(program, command.args.slice(1), context))
      } else {
        context.stdout.write(context.files.read(`completions/svreset.${shell}`))
      }
    })
}
