import { Listr, ListrDefaultRendererLogLevels, type ListrTaskWrapper } from 'listr2'
import type { CommandOutcome } from '../run/acts/commands.js'
import type { RunEvent } from '../run/events.js'
import type { StepStatus } from '../run/record/journal.js'
import { formatDuration } from '../runbook/duration.js'
import { printedLines } from './printed.js'
import { printable, quoteCommand } from './quote.js'
import type { RunOutput } from './run-output.js'
import { endLines, waitingWords } from './run-words.js'
import type { Style } from './style.js'
import { truncate, wrap } from './wrap.js'

// biome-ignore lint/suspicious/noExplicitAny: the renderers' types are of no concern here
type Task = ListrTaskWrapper<unknown, any, any>

/** One step that is being drawn. */
interface Drawing {
  readonly task: Promise<Task>
  readonly ended: Promise<unknown>
  finish(error: Error | null): void
}

interface LiveOptions {
  readonly style: Style
  readonly width: () => number
  readonly verbose: boolean
}

/**
 * For a terminal: each step is a listr2 list of its own, drawn until the step has ended and left on the
 * screen. Questions come only between lists (`idle`), so that nothing is drawn over them.
 */
export function liveOutput(write: (text: string) => void, options: LiveOptions): RunOutput {
  let queue: Promise<void> = Promise.resolve()
  let drawing: Drawing | null = null
  let title = ''

  const handle = async (event: RunEvent): Promise<void> => {
    switch (event.event) {
      case 'step-started':
        title = event.step.name
        for (const note of event.step.notes) writeNote(note)
        return
      case 'progress':
        drawing ??= draw(title)
        ;(await drawing.task).output = truncate(waitingWords(event), options.width() - 6)
        return
      case 'command':
        if (options.verbose) write(commandLines(event.outcome))
        return
      case 'note':
        await stop('skipped')
        return writeNote(event.text)
      case 'step-finished':
        await finishStep(event)
        return
      case 'run-finished':
        for (const line of endLines(event.end).flatMap(text => wrap(text, options.width(), '')))
          write(`${line}\n`)
        return
      case 'run-started':
        return
    }
  }
  const finishStep = async ({ status, durationMs, error }: Extract<RunEvent, { event: 'step-finished' }>) => {
    const how = { done: '', failed: 'failed, ', skipped: 'skipped, ', unchanged: 'nothing to do, ' }[status]
    drawing ??= draw(title)
    await stop(status, `${title} (${how}${formatDuration(durationMs)})`)
    if (error === null) return
    for (const line of wrap(`${error.message}: ${printable(error.reason)}`, options.width(), '  '))
      write(`${options.style.bad(line)}\n`)
  }
  const writeNote = (note: string) => {
    for (const line of wrap(`note: ${printable(note)}`, options.width(), '  '))
      write(`${options.style.warn(line)}\n`)
  }
  const stop = async (status: StepStatus, words: string = title): Promise<void> => {
    if (drawing === null) return
    const task = await drawing.task
    task.title = words
    if (status === 'skipped' || status === 'unchanged') task.skip()
    drawing.finish(status === 'failed' ? new Error(words) : null)
    await drawing.ended
    drawing = null
  }
  const enqueue = (work: () => Promise<void>) => {
    queue = queue.then(work)
    return queue
  }
  return {
    show: event => void enqueue(() => handle(event)),
    idle: () => enqueue(() => stop('skipped')),
  }
}

function commandLines({ argv, exitCode, durationMs, output }: CommandOutcome): string {
  const printed = printedLines(output)
  const head = `    ${quoteCommand(argv)}: exit ${exitCode}, ${formatDuration(durationMs)}\n`
  return head + printed.map(line => `      ${line}\n`).join('')
}

function draw(title: string): Drawing {
  const end = withResolvers<Error | null>()
  const task = withResolvers<Task>()
  const list = new Listr<unknown, 'default', 'simple'>(
    [
      {
        title,
        task: async (_context, wrapper) => {
          task.resolve(wrapper as Task)
          const error = await end.promise
          if (error !== null) throw error
        },
      },
    ],
    {
      registerSignalListeners: false,
      exitOnError: false,
      forceTTY: true,
      rendererOptions: {
        showErrorMessage: false,
        collapseErrors: false,
        collapseSkips: false,
        suffixSkips: false,
        formatOutput: 'wrap',
        icon: { [ListrDefaultRendererLogLevels.SKIPPED_WITHOUT_COLLAPSE]: '-' },
      },
    },
  )
  return { task: task.promise, ended: list.run(), finish: end.resolve }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>(settled => {
    resolve = settled
  })
  return { promise, resolve }
}
