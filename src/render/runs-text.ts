import type { Summary } from '../history/history.js'
import { formatDuration } from '../text/duration.js'
import { printable, quote } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { wrap } from '../text/wrap.js'
import { ago, endingWord, operatorName, tookMs } from './history-words.js'

interface Framing {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly style: Style
  /** Columns of the terminal; null: there is none. */
  readonly width: number | null
}

/** The table of runs, newest first; where the terminal is too narrow for it, a few lines for each. */
export function runsText(stories: readonly Summary[], framing: Framing): string {
  const directories = [...new Set(stories.map(({ serviceDirectory }) => serviceDirectory))]
  const [directory = null] = directories
  const apart = directories.length > 1
  const table = tableLines(stories, apart, framing)
  const fits = framing.width === null || table.width <= framing.width
  const lines = [
    ...(directory === null || apart ? [] : [framing.style.dim(`Runs on ${quote(directory)}, newest first:`)]),
    ...(fits ? table.lines : stories.flatMap(story => narrowLines(story, apart, framing))),
  ]
  return `${lines.join('\n')}\n`
}

/** Where all are on one directory, it stands above. */
function tableLines(stories: readonly Summary[], apart: boolean, { now, style }: Framing) {
  const head = ['RUN', 'WHEN', 'RUNBOOK', 'ENDED', 'TOOK', 'WHO', ...(apart ? ['SERVICE DIRECTORY'] : [])]
  const rows = stories.map(story => cells(story, now, apart))
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map(row => row[at]?.length ?? 0)))
  const line = (row: readonly string[], dress = (text: string, _at: number) => text) =>
    row.map((cell, at) => dress(at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0), at)).join('  ')
  const lines = stories.map((story, index) => {
    const mood = style[endingWord(story.ending).mood]
    return line(rows[index] ?? [], (text, at) => (at === 3 ? mood(text) : text))
  })
  const width = widths.reduce((sum, each) => sum + each + 2, -2)
  return { width, lines: [style.dim(line(head)), ...lines] }
}

function narrowLines(story: Summary, apart: boolean, { now, style, width }: Framing): string[] {
  const [run = '', when, runbook, ended, took, who, directory] = cells(story, now, apart)
  const { mood } = endingWord(story.ending)
  const words = `${runbook}, ${when}, by ${who}, ${took}${directory === undefined ? '' : `, ${directory}`}`
  return [run, `  ${style[mood](ended ?? '')}`, ...wrap(words, width ?? 80, '  ')]
}

function cells(story: Summary, now: number, apart: boolean): string[] {
  const { run, runbook, sessions, ending, serviceDirectory } = story
  const [first] = sessions
  return [
    run,
    first === undefined ? '-' : ago(first.from, now),
    printable(runbook?.name ?? '-'),
    endingWord(ending).word,
    first === undefined ? '-' : formatDuration(tookMs(story)),
    first === undefined ? '-' : operatorName(first.operator),
    ...(apart ? [serviceDirectory === null ? '-' : quote(serviceDirectory)] : []),
  ]
}
