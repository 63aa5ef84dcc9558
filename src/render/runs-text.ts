import type { Summary } from '../history/history.js'
import { formatDuration } from '../text/duration.js'
import { printable, quote } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { textOf } from '../text/terminal-text.js'
import { wrap } from '../text/wrap.js'
import { ago, endingWord, operatorName, tookMs } from './history-words.js'

interface Framing {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly style: Style
  /** Columns of the terminal; null: there is none. */
  readonly width: number | null
  /** How many are left out. */
  readonly more?: number
}

/** The table of runs, newest first. If the terminal is too narrow, a few lines for each run. */
export function runsText(histories: readonly Summary[], framing: Framing): string {
  const directories = [...new Set(histories.map(({ svscanDirectory }) => svscanDirectory))]
  const [directory = null] = directories
  const apart = directories.length > 1
  const lines = [
    ...(directory === null || apart ? [] : [framing.style.dim(`Runs on ${quote(directory)}, newest first:`)]),
    ...runLines(histories, framing, apart),
    ...(framing.more ? [framing.style.dim(`… and ${framing.more} older: svreset runs --all`)] : []),
  ]
  return textOf(lines)
}

/** `apart`: each names its svscan directory. */
export function runLines(histories: readonly Summary[], framing: Framing, apart = false): string[] {
  const table = tableLines(histories, apart, framing)
  const fits = framing.width === null || table.width <= framing.width
  return fits ? table.lines : histories.flatMap(history => narrowLines(history, apart, framing))
}

/** If all runs are on one directory, the line above the table names it. */
function tableLines(histories: readonly Summary[], apart: boolean, { now, style }: Framing) {
  const head = ['RUN', 'WHEN', 'RUNBOOK', 'ENDED', 'TOOK', 'WHO', ...(apart ? ['SVSCAN DIRECTORY'] : [])]
  const rows = histories.map(history => cells(history, now, apart))
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map(row => row[at]?.length ?? 0)))
  const line = (row: readonly string[], dress = (text: string, _at: number) => text) =>
    row.map((cell, at) => dress(at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0), at)).join('  ')
  const lines = histories.map((history, index) => {
    const mood = style[endingWord(history.ending).mood]
    return line(rows[index] ?? [], (text, at) => (at === 3 ? mood(text) : text))
  })
  const width = widths.reduce((sum, each) => sum + each + 2, -2)
  return { width, lines: [style.dim(line(head)), ...lines] }
}

function narrowLines(history: Summary, apart: boolean, { now, style, width }: Framing): string[] {
  const [run = '', when, runbook, ended, took, who, directory] = cells(history, now, apart)
  const { mood } = endingWord(history.ending)
  const words = `${runbook}, ${when}, by ${who}, ${took}${directory === undefined ? '' : `, ${directory}`}`
  return [run, `  ${style[mood](ended ?? '')}`, ...wrap(words, width ?? 80, '  ')]
}

function cells(history: Summary, now: number, apart: boolean): string[] {
  const { run, runbook, sessions, ending, svscanDirectory } = history
  const [first] = sessions
  return [
    run,
    first === undefined ? '-' : ago(first.from, now),
    printable(runbook?.name ?? '-'),
    endingWord(ending).word,
    first === undefined
      ? '-'
      : formatDuration(ending.kind === 'running' ? now - first.from : tookMs(history)),
    first === undefined ? '-' : operatorName(first.operator),
    ...(apart ? [svscanDirectory === null ? '-' : quote(svscanDirectory)] : []),
  ]
}
