/**
 * Man pages in man(7), a string for each part. Of texts nothing is left that roff would obey: neither an escape nor a
 * control line.
 */
export interface PageHead {
  readonly name: string
  readonly section: number
  /** One line, without a full stop. */
  readonly summary: string
  /** `2026-11-24` */
  readonly date: string
  readonly version: string
}

export function page({ name, section, summary, date, version }: PageHead, parts: readonly string[]): string {
  return [
    '.\\" Made by svreset\'s build, from the program itself: do not edit.',
    `.TH "${name.toUpperCase()}" "${section}" "${date}" "svreset ${version}"`,
    '.SH NAME',
    `${prose(name)} \\- ${prose(summary)}`,
    ...parts,
    '',
  ]
    .join('\n')
    .replace(/^(\.S[HS] .*\n)\.PP\n/gm, '$1')
}

export function heading(text: string): string {
  return `.SH "${prose(text.toUpperCase())}"`
}

export function subheading(text: string): string {
  return `.SS "${prose(text)}"`
}

/** `text` is roff already: see `prose`, `bold` and `italic`. */
export function paragraph(text: string): string {
  return `.PP\n${lines(text)}`
}

/** A tag and what it means. What more there is to say is indented under it. */
export function tagged(tag: string, text: string, more: readonly string[] = []): string {
  const body = text === '' ? '\\&' : lines(text)
  return [`.TP\n${tag}\n${body}`, ...(more.length === 0 ? [] : ['.RS', ...more, '.RE'])].join('\n')
}

export function bullet(text: string): string {
  return `.IP \\(bu 2\n${lines(text)}`
}

/** As it stands: to be typed, or to be copied. */
export function literal(text: string): string {
  return ['.PP', '.RS 2', '.EX', ...text.split('\n').map(line => guard(verbatim(line))), '.EE', '.RE'].join(
    '\n',
  )
}

/** A text of which nothing is an order. */
export function prose(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('"', '\\(dq')
}

/** Its first letter large, and a full stop behind it. */
export function sentence(text: string): string {
  return `${prose(capital(text))}.`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Characters that a terminal would otherwise be shown typographically, which nobody can paste. */
function verbatim(text: string): string {
  return prose(text)
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
}

export function bold(text: string): string {
  return `\\fB${verbatim(text)}\\fR`
}

export function italic(text: string): string {
  return `\\fI${verbatim(text)}\\fR`
}

/** A sentence on each line, as roff wants it, broken at blanks where it is long. */
function lines(text: string): string {
  return text
    .split(/(?<=[.!?]) (?=[A-Z\\])/)
    .flatMap(broken)
    .map(guard)
    .join('\n')
}

function broken(sentence: string): string[] {
  const result: string[] = []
  let line = ''
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + word.length > 78) {
      result.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...result, line]
}

/** A line that began with a dot or a quote would be an order. */
function guard(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line
}
