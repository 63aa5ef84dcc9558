import { printable } from './quote.js'

/**
 * The last filter before a text is written, whatever was overlooked before. Only svreset's own few colours pass, and
 * not even these unless `colored`. If the locale does not use UTF-8, only ASCII passes.
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

/**
 * The one way from lines to a text. Whatever the names in a line hold, it stays one line: whoever may name a service
 * must not add lines of their own to what is printed.
 */
export function textOf(lines: readonly string[]): string {
  return lines.map(line => `${oneLine(line)}\n`).join('')
}

/** Makes control characters visible, newlines too. Our own few colours pass. */
export function oneLine(line: string): string {
  return /^[\x20-\x7e]*$/.test(line)
    ? line
    : line
        .split(ours)
        .map((part, index) => (index % 2 === 1 ? part : printable(part)))
        .join('')
}

/** As in POSIX: the first of these three that is set and not empty. None means the C locale. */
export function knowsUnicode({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
}

/** What `styleText` writes for the styles of style.ts. */
const ours = /(\x1b\[(?:1|2|22|3[1-3]|39)m)/

function printableLines(text: string): string {
  return text
    .split(/([\n\t])/)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('')
}

/** Each replacement has one column, so that a text keeps its width. Dots before a blank may take three. */
const substitutes: Readonly<Record<string, string>> = {
  '…': '~',
  '→': '>',
  '─': '-',
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
