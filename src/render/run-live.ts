import type { CommandOutcome } from '../contract/command.js'
import type { LastTime, RunEvent } from '../contract/events.js'
import type { PlannedStep } from '../contract/plan.js'
import { formatDuration } from '../text/duration.js'
import { printedLines } from '../text/printed.js'
import { printable, quoteCommand } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { truncate, wrap } from '../text/wrap.js'
import type { RunOutput } from './run-output.js'
import { endLines, statusWords } from './run-words.js'
import { openStatusLine } from './status-line.js'

interface LiveOptions {
  readonly style: Style
  readonly width: () => number
  readonly verbose: boolean
  /** Only if it is not the default. */
  readonly stateDir: string | undefined
  /** Makes a text safe. Besides that, only the few sequences that redraw a line are written. */
  readonly safe: (text: string) => string
  readonly marks: Readonly<Record<'done' | 'failed', string>>
  readonly onResize: (listener: () => void) => () => void
}

interface Running {
  readonly step: PlannedStep
  readonly since: number
  readonly progress: Extract<RunEvent, { event: 'progress' }> | null
}

/** For a terminal: a line for each finished step, and below it a line with the current progress and time. */
export function liveOutput(write: (text: string) => void, options: LiveOptions): RunOutput {
  const { style, width, verbose, safe, stateDir } = options
  let last: LastTime | null = null
  let running: Running | null = null
  const status = openStatusLine(write, options.onResize, () => {
    if (running === null) return ''
    const { step, since, progress } = running
    const took = last?.took.get(step.id)
    const words = statusWords(step.name, progress, performance.now() - since, took, width() - 1)
    // Without UTF-8 a name can become longer.
    return safe(truncate(safe(words), width() - 1))
  })
  const line = (text: string, indent = '') => {
    status.hide()
    for (const each of wrap(text, width(), indent)) write(safe(`${each}\n`))
  }
  const show = (event: RunEvent): void => {
    switch (event.event) {
      case 'run-started':
        last = event.last
        return
      case 'step-started':
        for (const note of event.step.notes) line(style.warn(`note: ${printable(note)}`), '  ')
        running = { step: event.step, since: performance.now(), progress: null }
        status.start()
        return
      case 'progress':
        if (running === null) return
        running = { ...running, progress: event }
        // A question during a wait has stopped the line.
        status.start()
        return
      case 'command':
        if (!verbose) return
        for (const text of commandLines(event.outcome)) line(text, '    ')
        return
      case 'note':
        line(style.warn(`note: ${printable(event.text)}`), '  ')
        return
      case 'step-finished':
        running = null
        status.stop()
        line(finishedWords(event, options))
        if (event.error === null) return
        line(style.bad(`${event.error.message}: ${printable(event.error.reason)}`), '  ')
        return
      case 'run-finished':
        for (const text of endLines(event.end, stateDir)) line(text)
        return
    }
  }
  return { show, rest: status.stop }
}

function finishedWords(
  { step, status, durationMs }: Extract<RunEvent, { event: 'step-finished' }>,
  { style, marks }: Pick<LiveOptions, 'style' | 'marks'>,
): string {
  const mark = status === 'done' || status === 'failed' ? marks[status] : '-'
  const how = { done: '', failed: 'failed, ', skipped: 'skipped, ', unchanged: 'nothing to do, ' }[status]
  const dress = { done: style.good, failed: style.bad, skipped: style.warn, unchanged: style.dim }[status]
  return `${dress(mark)} ${printable(step.name)} (${how}${formatDuration(durationMs)})`
}

function commandLines({ argv, exitCode, durationMs, output }: CommandOutcome): string[] {
  const head = `${quoteCommand(argv)}: exit ${exitCode}, ${formatDuration(durationMs)}`
  return [head, ...printedLines(output).map(text => `  ${text}`)]
}
