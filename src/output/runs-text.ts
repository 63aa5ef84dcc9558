import { formatDuration } from '../runbook/duration.js'
import type { Summary } from '../story/story.js'
import { printable, quote } from './quote.js'
import { ago, endingWord, operatorName, tookMs } from './story-words.js'
import type { Style } from './style.js'

/** The table of runs, newest first. Where all are on one directory, it stands above. */
export function runsText(stories: readonly Summary[], now: number, style: Style): string {
  const directories = [...new Set(stories.map(({ serviceDirectory }) => serviceDirectory))]
  const [directory = null] = directories
  const apart = directories.length > 1
  const head = ['RUN', 'WHEN', 'RUNBOOK', 'ENDED', 'TOOK', 'WHO', ...(apart ? ['SERVICE DIRECTORY'] : [])]
  const rows = stories.map(story => cells(story, now, apart))
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map(row => row[at]?.length ?? 0)))
  const line = (row: readonly string[], dress = (text: string, _at: number) => text) =>
    row.map((cell, at) => dress(at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0), at)).join('  ')
  const lines = [
    ...(directory === null || apart ? [] : [style.dim(`Runs on ${quote(directory)}, newest first:`)]),
    style.dim(line(head)),
    ...stories.map((story, index) => {
      const mood = style[endingWord(story.ending).mood]
      return line(rows[index] ?? [], (text, at) => (at === 3 ? mood(text) : text))
    }),
  ]
  return `${lines.join('\n')}\n`
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
