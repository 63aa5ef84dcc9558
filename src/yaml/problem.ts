import { ExitCode, UserError } from '../errors.js'
import { closest } from '../text/closest.js'
import { printable } from '../text/quote.js'

/** What is not as it should be in a file, and where: lines and columns count from 1. */
export interface Problem {
  /** Stable: scripts may rely on it. */
  readonly code: string
  readonly line: number
  readonly column: number
  /** How many characters are meant; they are on one line. */
  readonly length: number
  readonly message: string
}

/** Every problem as `FILE:LINE:COLUMN: MESSAGE [CODE]`, the line, and a caret below what is meant. */
export function formatProblems(file: string, source: string, problems: readonly Problem[]): string[] {
  const lines = source.split(/\r\n|\r|\n/)
  return problems.flatMap(({ code, line, column, length, message }) => {
    const text = lines[line - 1] ?? ''
    const margin = String(line)
    return [
      `${file}:${line}:${column}: ${printable(message)} [${code}]`,
      ...(text.trim() === '' ? [] : excerpt(text, margin, column, length)),
    ]
  })
}

/** As much of a line as can be read beside an error. */
const excerptWidth = 100

function excerpt(text: string, margin: string, column: number, length: number): string[] {
  const from = column > excerptWidth - 20 ? column - 20 : 0
  const shown = text.slice(from, from + excerptWidth)
  const caret = Math.max(1, Math.min(length, shown.length - (column - 1 - from)))
  return [
    `  ${margin} | ${printable(shown.replaceAll('\t', ' '))}`,
    `  ${' '.repeat(margin.length)} | ${' '.repeat(column - 1 - from)}${'^'.repeat(caret)}`,
  ]
}

/** `kind` is the word for people: `runbook`, `manifest`. */
export function invalidFile(
  kind: string,
  file: string,
  source: string,
  problems: readonly Problem[],
): UserError {
  return new UserError(ExitCode.usage, `unable to use ${kind} ${file}`, {
    reason: formatProblems(file, source, problems).join('\n          '),
    next: 'correct the file; nothing was touched',
  })
}

/** `: did you mean 'timeout'?`, or what there is. */
export function didYouMean(typed: string, words: readonly string[]): string {
  const near = closest(typed, words)
  if (near !== undefined) return `: did you mean '${near}'?`
  return words.length === 0 ? '' : `: there is ${words.join(', ')}`
}

/** What is wrong with a value, by its path. */
export interface ValueProblem {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** The key itself is meant, not its value. */
  readonly key?: true
  /** The part of a text that is meant, as it stands in the file. */
  readonly part?: string
}
