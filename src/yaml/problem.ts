import { ExitCode, UserError } from '../errors.js'
import { closest } from '../text/closest.js'
import { printable } from '../text/quote.js'

/** A problem in a file, and its place. Lines and columns count from 1. */
export interface Problem {
  /** Does not change: scripts may rely on it. */
  readonly code: string
  readonly line: number
  readonly column: number
  /** The number of wrong characters; they are on one line. */
  readonly length: number
  readonly message: string
}

/** Every problem as `FILE:LINE:COLUMN: MESSAGE [CODE]`, then the line, and a caret below the wrong part. */
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

/** The part of a line that fits beside an error. */
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
    reason: formatProblems(file, source, problems),
    next: 'correct the file; nothing was touched',
  })
}

/** `: did you mean 'timeout'?`, or the known words. */
export function didYouMean(typed: string, words: readonly string[]): string {
  const near = closest(typed, words)
  if (near !== undefined) return `: did you mean '${near}'?`
  return words.length === 0 ? '' : `: the choices are ${words.join(', ')}`
}

/** A problem of a value, with the path of the value. */
export interface ValueProblem {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** The key itself is wrong, not its value. */
  readonly key?: true
  /** The wrong part of a text, as it is written in the file. */
  readonly part?: string
}
