import { printable } from '../text/quote.js'
import { textOf } from '../text/terminal-text.js'
import { wrap } from '../text/wrap.js'
import type { TextOptions } from './plan-text.js'
import type { AskLine } from './terminal-line.js'

export interface QuestionTerminal {
  readonly write: (text: string) => void
  readonly askLine: AskLine
  /** Read again for each use: the terminal may have been resized. */
  readonly text: () => TextOptions
}

export type Letter =
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | 'w'
  | 'y'
  | 'n'
  | 's'
  | 'a'
  | 'd'
  | 'q'
  | 'r'
  | 'k'
  | 'u'
  | '?'

/** Ctrl-D means `q`. Asks again after any other input. */
export async function askLetter(
  question: string,
  letters: string,
  options: QuestionTerminal,
): Promise<Letter> {
  const choices = [...letters].join(',')
  for (;;) {
    const { width, style } = options.text()
    // Room for the blank and the letter.
    const prompt = textOf(wrap(`${printable(question)} [${choices}]`, width - 2, '')).trimEnd()
    const line = await options.askLine(style.bold(prompt))
    if (line === null) {
      options.write('q\n')
      return 'q'
    }
    const letter = line.trim()
    if (letter.length === 1 && `${letters}q`.includes(letter)) return letter as Letter
    options.write(textOf(wrap(`Type one letter of ${choices}, then Enter.`, width, '')))
  }
}
