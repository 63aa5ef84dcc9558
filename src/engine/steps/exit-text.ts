import { type CommandOutcome, scriptOf } from '../../contract/command.js'

/** How a command ended, and the last that it said. */
export function exitText(outcome: CommandOutcome): string {
  const { argv, exitCode, output } = outcome
  const said = output.trimEnd().split('\n').at(-1)?.trim() ?? ''
  return `${scriptOf(outcome) === null ? argv[0] : 'the script'} exited with ${exitCode}${said === '' ? '' : `: ${said}`}`
}
