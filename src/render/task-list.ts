import type { DefaultRenderer, ListrEventManager, ListrTaskWrapper } from 'listr2'
import { formatDuration } from '../text/duration.js'

/** How a step has ended. */
export type TaskEnd = 'done' | 'failed'

/** Steps of a run as a list of listr2: the current one, and those to come. One that has ended is in the log. */
export interface TaskList {
  /** The list as it is now; no line before its first task has begun. */
  lines(): readonly string[]
  /** Changes the line of the current task. */
  say(words: string): void
  /** The current task is done item by item: `done` of `total` are, and these are next. They are lines below it, the newest first. */
  items(done: number, total: number, names: string): void
  /** Ends the current task; the next one is the current one then. A task that has failed ends the list. */
  finish(end: TaskEnd): void
  /** Ends the list, whatever is not done. */
  close(): void
}

/** What stands before the words of a task. */
export type TaskMarks = Readonly<Record<TaskEnd | 'current' | 'waiting', string>>

export interface TaskListOptions {
  readonly marks: TaskMarks
  /** Without marks before the steps themselves: for one that stands alone. */
  readonly bare: boolean
  /** Cuts a line to the width that it may have. */
  readonly cut: (line: string, isCurrent: boolean) => string
  /** The list has changed. */
  readonly onChange: () => void
}

export type OpenTaskList = (titles: readonly string[], options: TaskListOptions) => TaskList

/** listr2 is loaded only when there is something to draw. */
export async function loadTaskList(): Promise<OpenTaskList> {
  const listr2 = await import('listr2')
  return (titles, options) => openTaskList(listr2, titles, options)
}

type Listr2 = typeof import('listr2')
type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, never>

function openTaskList(listr2: Listr2, titles: readonly string[], options: TaskListOptions): TaskList {
  const ends = titles.map(() => deferred<TaskEnd>())
  const itemised = titles.map(() => deferred<number>())
  const tasks: Task[] = []
  let items: ItemList | null = null
  let current = 0
  let said = ''
  let open = true
  let told = false
  // Once for all that changes in one turn, and never from within what a drawing does.
  const onChange = () => {
    if (told) return
    told = true
    setImmediate(() => {
      told = false
      if (open) options.onChange()
    })
  }
  const { Renderer, lines } = textRenderer(listr2, { ...options, onChange })
  const list = new listr2.Listr(
    titles.map((title, index) => ({
      title,
      async task(_context: unknown, task: Task) {
        tasks[index] = task
        if (index === current && said !== '') task.title = said
        const end = ends[index]?.promise ?? Promise.resolve<TaskEnd>('failed')
        const next = await Promise.race([end, itemised[index]?.promise ?? end])
        if (typeof next === 'number') {
          items = openItems(next)
          return task.newListr(items.tasks, { concurrent: true })
        }
        if (next === 'failed') throw new Error(title)
        return undefined
      },
    })),
    { renderer: Renderer as unknown as 'default', registerSignalListeners: false },
  )
  // A task that has failed says so in the log.
  list.run().catch(() => {})
  return {
    lines,
    say(words) {
      // listr2 reports a title as changed even if it is the same.
      if (words === said) return
      said = words
      const task = tasks[current]
      if (task !== undefined) task.title = words
    },
    items(done, total, names) {
      itemised[current]?.resolve(total)
      items?.next(done, names)
    },
    finish(end) {
      ends[current]?.resolve(end)
      items?.finish(end)
      items = null
      current += 1
      said = ''
    },
    close() {
      open = false
      ends[current]?.resolve('failed')
      items?.finish('failed')
    },
  }
}

interface ItemList {
  readonly tasks: { task: (_context: unknown, task: Task) => Promise<void> }[]
  next(done: number, names: string): void
  finish(end: TaskEnd): void
}

/** A list for all items. listr2 shows no task without a title, and each gets one when its turn has come; the last one is the first. */
function openItems(total: number): ItemList {
  const ends = Array.from({ length: total }, () => deferred<{ kind: TaskEnd; words: string }>())
  const tasks: Task[] = []
  let current: { readonly index: number; readonly names: string; readonly since: number } | null = null
  const settle = (kind: TaskEnd) => {
    if (current === null) return
    const { index, names, since } = current
    ends[index]?.resolve({ kind, words: `${names} (${formatDuration(performance.now() - since)})` })
  }
  return {
    tasks: ends
      .map(({ promise }, index) => ({
        async task(_context: unknown, task: Task) {
          tasks[index] = task
          const { kind, words } = await promise
          if (kind === 'failed') throw new Error(words)
          if (words !== '') task.title = words
        },
      }))
      .reverse(),
    next(done, names) {
      const task = tasks[done]
      if (task === undefined || current?.index === done) return
      settle('done')
      current = { index: done, names, since: performance.now() }
      task.title = names
    },
    finish(kind) {
      settle(kind)
      for (const { resolve } of ends) resolve({ kind: 'done', words: '' })
    },
  }
}

/**
 * listr2's own drawing, without its writing: that reads the size of the window once, hides the cursor, and takes over
 * standard output. The list is text here, for the status line to write.
 */
function textRenderer(
  { DefaultRenderer: Base, ListrEventType }: Listr2,
  { marks, bare, cut, onChange }: TaskListOptions,
): { Renderer: typeof DefaultRenderer; lines: () => readonly string[] } {
  let renderer: DefaultRenderer | null = null
  class TextRenderer extends Base {
    constructor(
      tasks: ConstructorParameters<typeof Base>[0],
      given: ConstructorParameters<typeof Base>[1],
      events: ListrEventManager,
    ) {
      super(tasks, { ...given, ...plainIcons(marks), lazy: true, indentation: 2 }, events)
      renderer = this
      events.on(ListrEventType.SHOULD_REFRESH_RENDER, onChange)
    }
    override async render() {}
    override update() {}
    override end() {}
    protected override format(message: string, icon: string | null, level: number): string[] {
      const isStep = level === 0
      if (isStep && (icon === marks.done || icon === marks.failed)) return []
      const mark = bare && isStep ? '' : (icon ?? '')
      return [cut(`${'  '.repeat(level)}${mark}${message}`, isStep && icon === marks.current)]
    }
  }
  const text = () => renderer?.create() ?? ''
  return { Renderer: TextRenderer, lines: () => (text() === '' ? [] : text().split('\n')) }
}

/** The marks bring their colours. */
function plainIcons({ done, failed, current, waiting }: TaskMarks) {
  const icon = {
    COMPLETED: done,
    FAILED: failed,
    PENDING: current,
    WAITING: waiting,
    COMPLETED_WITH_SISTER_TASKS_FAILED: waiting,
  }
  const color = Object.fromEntries(Object.keys(icon).map(level => [level, (text?: string) => text ?? '']))
  return { icon, color }
}

interface Deferred<Value> {
  readonly promise: Promise<Value>
  resolve(value: Value): void
}

function deferred<Value>(): Deferred<Value> {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>(done => {
    resolve = done
  })
  return { promise, resolve }
}
