import type { CommandOutcome } from '../contract/command.js'
import type { LastTime, RunEvent } from '../contract/events.js'
import type { PlannedStep } from '../contract/plan.js'
import { formatDuration } from '../text/duration.js'
import { printedLines } from '../text/printed.js'
import { printable, quoteCommand } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { truncate, wrap } from '../text/wrap.js'
import { frameOf, unbrokenWidth, type WindowSize } from './frame.js'
import type { RunOutput } from './run-output.js'
import { endLines, statusWords } from './run-words.js'
import { openStatusLine } from './status-line.js'
import { loadTaskList, type OpenTaskList, type TaskList, type TaskMarks } from './task-list.js'

interface LiveOptions {
  readonly style: Style
  readonly width: () => number
  readonly size: () => WindowSize
  readonly verbose: boolean
  /** Only if it is not the default. */
  readonly stateDir: string | undefined
  /** Makes a text safe. Besides that, only the few sequences that redraw a line are written. */
  readonly safe: (text: string) => string
  readonly marks: Readonly<Record<'done' | 'failed', string>>
  readonly onResize: (listener: () => void) => () => void
  readonly onSuspend: (listener: () => void) => () => void
  readonly onContinue: (listener: () => void) => () => void
  /** Nobody is asked before each step: the operator said so at the start, or has answered `a`. */
  readonly unattended: () => boolean
}

interface Running {
  readonly step: PlannedStep
  readonly since: number
  readonly progress: Progress | null
  /** The first progress of the current item, if the step does one after the other: it waits for the item as a whole. */
  readonly item: Progress | null
}

type Progress = Extract<RunEvent, { event: 'progress' }>

type Finished = Extract<RunEvent, { event: 'step-finished' }>

/** In a narrower window the current line has no room beside the marks of a list, in a lower one the list has none. */
const least: WindowSize = { columns: 60, rows: 16 }

/**
 * For a terminal: a line for each finished step, a log that stays. Below it, while a step runs, what listr2 draws and
 * what goes again: the current step, or all steps from it on if nobody is asked and the window has room for them.
 */
export function liveOutput(write: (text: string) => void, options: LiveOptions): RunOutput {
  const { style, width, size, verbose, safe, stateDir } = options
  let last: LastTime | null = null
  let running: Running | null = null
  let restingSince: number | null = null
  let steps: readonly PlannedStep[] = []
  let openList: OpenTaskList | null = null
  let list: (TaskList & { readonly whole: boolean }) | null = null
  const fits = (count: number) =>
    options.unattended() &&
    !verbose &&
    count > 1 &&
    size().columns >= least.columns &&
    size().rows >= least.rows
  const status = openStatusLine(
    write,
    listener =>
      options.onResize(() => {
        if (list?.whole === true && !fits(list.lines().length)) close()
        listener()
      }),
    () => {
      try {
        return draw()
      } catch {
        // The run goes on, and the log is written, whatever becomes of the drawing.
        openList = null
        list = null
        return []
      }
    },
    options,
  )
  const draw = (): readonly string[] => {
    update()
    return frameOf(list?.lines() ?? [], size())
  }
  const update = () => {
    if (running === null || openList === null) return
    list ??= listFrom(running.step, openList)
    const { step, since, progress } = running
    const took = last?.took.get(step.id)
    const room = width() - 1 - (list.whole ? markWidth : 0)
    tellItem(running)
    list.say(statusWords(step.name, progress, performance.now() - since, took, room))
  }
  /** What is done one after the other has a line each. */
  const tellItem = ({ item }: Running) => {
    if (item !== null) list?.items(item.done, item.total, item.waitingFor.map(printable).join(', '))
  }
  const listFrom = (step: PlannedStep, open: OpenTaskList): TaskList & { readonly whole: boolean } => {
    const rest = steps.slice(steps.findIndex(({ id }) => id === step.id))
    const whole = fits(rest.length)
    // Without UTF-8 a name can become longer.
    const cut = (line: string, isCurrent: boolean) =>
      safe(truncate(safe(line), isCurrent ? width() - 1 : Math.min(unbrokenWidth, width() - 1)))
    const marks = listMarks(options)
    const titles = (whole ? rest : [step]).map(({ name }) => printable(name))
    return { ...open(titles, { marks, bare: !whole, cut, onChange: status.refresh }), whole }
  }
  const rested = () => {
    const thought = restingSince === null ? 0 : performance.now() - restingSince
    restingSince = null
    return thought
  }
  const close = () => {
    status.hide()
    list?.close()
    list = null
  }
  const line = (text: string, indent = '') =>
    status.print(
      wrap(text, width(), indent)
        .map(each => safe(`${each}\n`))
        .join(''),
    )
  const note = (text: string) => line(style.warn(text), '  ')
  const show = (event: RunEvent): void => {
    switch (event.event) {
      case 'run-started':
        last = event.last
        steps = event.plan.steps
        return
      case 'step-started':
        restingSince = null
        running = { step: event.step, since: performance.now(), progress: null, item: null }
        for (const text of event.step.notes) note(`note: ${printable(text)}`)
        status.start()
        if (openList !== null) return
        void loadTaskList().then(loaded => {
          openList = loaded
        })
        return
      case 'progress':
        if (running === null) return
        running = {
          ...running,
          since: running.since + rested(),
          progress: event,
          item: itemOf(event, running.item),
        }
        tellItem(running)
        // A question during a wait has stopped the line.
        status.start()
        return
      case 'command':
        if (!verbose) return
        for (const text of commandLines(event.outcome)) line(text, '    ')
        return
      case 'note':
        note(`note: ${printable(event.text)}`)
        return
      case 'step-finished':
        finish(event)
        return
      case 'run-finished':
        rest()
        for (const text of endLines(event.end, stateDir)) line(text)
        return
    }
  }
  const finish = (event: Finished) => {
    running = null
    if (list?.whole === true) list.finish(event.status === 'failed' ? 'failed' : 'done')
    else rest()
    line(`${markOf(event, options)} ${finishedWords(event)}`)
    if (event.error !== null)
      line(style.bad(`${event.error.message}: ${printable(event.error.reason)}`), '  ')
  }
  /** A question begins: thinking about it is no part of the step. */
  const rest = () => {
    restingSince ??= performance.now()
    close()
    status.stop()
  }
  return { show, rest }
}

const markWidth = 2

function listMarks({ style, marks }: Pick<LiveOptions, 'style' | 'marks'>): TaskMarks {
  return {
    done: `${style.good(marks.done)} `,
    failed: `${style.bad(marks.failed)} `,
    current: `${style.warn('>')} `,
    waiting: '  ',
  }
}

function itemOf(progress: Progress, before: Progress | null): Progress | null {
  if (progress.left === undefined) return null
  return before?.done === progress.done ? before : progress
}

function markOf({ status }: Finished, { style, marks }: Pick<LiveOptions, 'style' | 'marks'>): string {
  const dress = { done: style.good, failed: style.bad, skipped: style.warn, unchanged: style.dim }[status]
  return dress(status === 'done' || status === 'failed' ? marks[status] : '-')
}

function finishedWords({ step, status, durationMs }: Finished): string {
  const how = { done: '', failed: 'failed, ', skipped: 'skipped, ', unchanged: 'nothing to do, ' }[status]
  return `${printable(step.name)} (${how}${formatDuration(durationMs)})`
}

function commandLines({ argv, exitCode, durationMs, output }: CommandOutcome): string[] {
  const head = `${quoteCommand(argv)}: exit ${exitCode}, ${formatDuration(durationMs)}`
  return [head, ...printedLines(output).map(text => `  ${text}`)]
}
