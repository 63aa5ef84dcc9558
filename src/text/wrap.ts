import cliTruncate from 'cli-truncate'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { oneLine } from './terminal-text.js'

/** Breaks a text at blanks, and nowhere else, into lines of at most `width` columns. A longer word stays whole. */
export function wrap(text: string, width: number, indent: string): string[] {
  const line = oneLine(text)
  // Of a text that is nothing but blanks, no-break spaces too, wrap-ansi leaves nothing.
  if (line.trim() === '') return [indent + line.replaceAll(' ', '')]
  return wrapAnsi(line, width - indent.length, { hard: false })
    .split('\n')
    .map(line => indent + line)
}

/** The same beside a label: what does not fit into its line stands below the text, not below the label. */
export function wrapBeside(label: string, text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(text, width, ' '.repeat(label.length))
  return [label + first.slice(label.length), ...rest]
}

/** Cuts a text to `width` columns, and marks the cut. */
export function truncate(text: string, width: number): string {
  // Intl.Segmenter separates characters, and takes seconds for 100,000.
  const enough = text.length > longest ? `${text.slice(0, longest)}…` : text
  let cut = cliTruncate(enough, width)
  // cli-truncate keeps a wide character that crosses the edge.
  for (let room = width - 1; room > 0 && stringWidth(cut) > width; room--) cut = cliTruncate(enough, room)
  return cut
}

/** Characters: no line of a terminal has as many. */
const longest = 4096
