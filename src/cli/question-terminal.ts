import type { CommandContext } from '../contract/command-context.js'
import type { QuestionTerminal } from '../render/ask-letter.js'
import { askWithEnquirer } from '../render/line-prompt.js'
import { askPlainLine } from '../render/terminal-line.js'
import { isDumb, makeStyle, wantsColor } from '../text/style.js'
import { knowsUnicode, terminalText } from '../text/terminal-text.js'
import type { ActingOptions } from './commands/acting-options.js'

/**
 * Where questions are asked; null: there is nobody to ask. With `svreset | tee FILE` they stay at the terminal, as plain
 * lines.
 */
export function questionTerminal(
  options: Pick<ActingOptions, 'color' | 'plain' | 'verbose'>,
  command: CommandContext,
): QuestionTerminal | null {
  const { stdin, stdout, stderr, environment } = command
  const screen = stdout.isTTY === true ? stdout : stderr
  if (stdin.isTTY !== true || screen.isTTY !== true) return null
  const style = makeStyle(wantsColor(stdout, environment, !options.color || options.plain === true))
  const safe = (text: string) => terminalText(text, knowsUnicode(environment), style.colored)
  const write = (text: string) => void screen.write(safe(text))
  const ask = options.plain || isDumb(environment) || screen !== stdout ? askPlainLine : askWithEnquirer
  return {
    write,
    askLine: question => ask(question, { ...command, write, safe, screen }),
    text: () => ({ style, width: Math.max(40, screen.columns || 80), verbose: options.verbose ?? false }),
  }
}
