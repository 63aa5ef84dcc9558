import type { LastTime, RunEvent } from '../contract/events.js'
import { formatDuration } from '../text/duration.js'
import { localTime } from '../text/local-time.js'
import { printedLines } from '../text/printed.js'
import { printable, quoteCommand } from '../text/quote.js'
import { textOf } from '../text/terminal-text.js'
import type { RunOutput } from './run-output.js'
import { endLines, waitingWords } from './run-words.js'

/** Milliseconds. A wait gets a line after a while, then at each change of what it waits for, and now and then anyway. */
const firstAfter = 2_000
const changeAfter = 2_000
const againAfter = 30_000

type Progress = Extract<RunEvent, { event: 'progress' }>

/** For an output that is not a terminal: plain lines with times, nothing redrawn. */
export function plainOutput(
  write: (text: string) => void,
  { verbose, stateDir }: { readonly verbose: boolean; readonly stateDir: string | undefined },
): RunOutput {
  let last: LastTime | null = null
  let since = 0
  let told = { at: 0, progress: null as Progress | null }
  let progress: Progress | null = null
  let timer: NodeJS.Timeout | undefined
  const line = (text: string) => write(textOf([`${localTime(Date.now())} ${text}`]))
  const tell = () => {
    const now = performance.now()
    const wait = told.progress === null ? firstAfter : told.progress === progress ? againAfter : changeAfter
    if (progress === null || now - told.at < wait) return
    told = { at: now, progress }
    line(`  ${waitingWords(progress, now - since, last)}`)
  }
  const begin = () => {
    since = performance.now()
    told = { at: since, progress: null }
    progress = null
    timer = setInterval(tell, 500).unref()
  }
  const show = (event: RunEvent): void => {
    switch (event.event) {
      case 'run-started':
        last = event.last
        return
      case 'step-started':
        begin()
        line(`[${event.index + 1}/${event.of}] ${printable(event.step.name)}`)
        for (const note of event.step.notes) line(`  note: ${printable(note)}`)
        return
      case 'command':
        if (!verbose) return
        line(
          `  ${quoteCommand(event.outcome.argv)}: exit ${event.outcome.exitCode}, ${formatDuration(event.outcome.durationMs)}`,
        )
        for (const text of printedLines(event.outcome.output)) line(`    ${text}`)
        return
      case 'progress':
        progress = event
        return
      case 'note':
        line(`  note: ${printable(event.text)}`)
        return
      case 'step-finished':
        clearInterval(timer)
        line(`  ${event.status}, ${formatDuration(event.durationMs)}`)
        if (event.error !== null) line(`  ${event.error.message}: ${printable(event.error.reason)}`)
        return
      case 'run-finished':
        for (const text of endLines(event.end, stateDir)) line(text)
        return
    }
  }
  return { show, rest: () => {} }
}
