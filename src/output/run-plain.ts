import type { RunEvent } from '../run/events.js'
import { formatDuration } from '../runbook/duration.js'
import { printedLines } from './printed.js'
import { printable, quoteCommand } from './quote.js'
import type { RunOutput } from './run-output.js'
import { endLines, waitingWords } from './run-words.js'

/** For what is no terminal: plain lines with times, nothing redrawn. */
export function plainOutput(write: (text: string) => void, verbose: boolean): RunOutput {
  /** A wait is worth a line every few seconds, not more. */
  const progressInterval = 2_000
  let lastProgress = 0
  const line = (text: string) => write(`${new Date().toISOString().slice(11, 19)} ${text}\n`)
  const show = (event: RunEvent): void => {
    switch (event.event) {
      case 'step-started':
        lastProgress = performance.now()
        line(`[${event.index + 1}/${event.of}] ${event.step.name}`)
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
        if (performance.now() - lastProgress < progressInterval) return
        lastProgress = performance.now()
        line(`  ${waitingWords(event)}`)
        return
      case 'note':
        line(`  note: ${printable(event.text)}`)
        return
      case 'step-finished':
        line(`  ${event.status}, ${formatDuration(event.durationMs)}`)
        if (event.error !== null) line(`  ${event.error.message}: ${printable(event.error.reason)}`)
        return
      case 'run-finished':
        for (const text of endLines(event.end)) line(text)
        return
      case 'run-started':
        return
    }
  }
  return { show, idle: async () => {} }
}
