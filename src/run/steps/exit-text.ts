import type { CommandOutcome } from '../acts/commands.js'

/** How a command ended, and the last that it said. */
export function exitText({ argv, exitCode, output }: CommandOutcome): string {
  const said = output.trimEnd().split('\n').at(-1)?.trim() ?? ''
  return `${argv[0]} exited with ${exitCode}${said === '' ? '' : `: ${said}`}`
}
