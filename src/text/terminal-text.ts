import { printable } from './quote.js'

/**
 * The last look at a text before it is written: of control sequences only our own few colours pass, and where nothing
 * is `colored` not even those, whatever was overlooked before; where the locale knows no UTF-8 only ASCII does.
 */
export function terminalText(text: string, unicode: boolean, colored = true): string {
  const safe = colored
    ? text
        .split(ours)
        .map((part, index) => (index % 2 === 1 ? part : printableLines(part)))
        .join('')
    : printableLines(text)
  return unicode ? safe : ascii(safe)
}

/** As POSIX has it: the first of these three that is set and not empty; none is the C locale. */
export function knowsUnicode({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}

/** What `styleText` writes for the few styles of style.ts. */
const ours = /(\x1b\[(?:1|2|22|3[1-3]|39)m)/

function printableLines(text: string): string {
  return text
    .split(/([\n\t])/)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('')
}

/** Each of one column, so that what was cut to a width keeps it; only the dots before a blank are prose. */
const substitutes: Readonly<Record<string, string>> = {
  '…': '~',
  '→': '>',
  '×': 'x',
  '✔': '+',
  '√': '+',
  '✖': '!',
}

function ascii(text: string): string {
  return text
    .replaceAll('… ', '... ')
    .replace(
      /[^\x00-\x7f]/gu,
      character => substitutes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`,
    )
}
