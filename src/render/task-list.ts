import type { DefaultRenderer, ListrEventManager, ListrTaskWrapper } from 'listr2'

/** How a step has ended. `passed`: it was skipped, or had nothing to do. */
export interface TaskEnd {
  readonly kind: 'done' | 'failed' | 'passed'
  readonly words: string
}

/** Steps of a run as a list of listr2: those that have ended, the current one, those to come. */
export interface TaskList {
  /** The list as it is now; no line before its first task has begun. */
  lines(): readonly string[]
  /** Changes the line of the current task. */
  say(words: string): void
  /** Adds a line below the current task, which stays there. */
  note(words: string): void
  /** Ends the current task; the next one is the current one then. A task that has failed ends the list. */
  finish(end: TaskEnd): void
  /** Ends the list, whatever is not done. */
  close(): void
}

/** What stands before the words of a task. */
export type TaskMarks = Readonly<Record<TaskEnd['kind'] | 'current' | 'waiting' | 'note', string>>

export interface TaskListOptions {
  readonly marks: TaskMarks
  /** Cuts a line to the width of the terminal. */
  readonly cut: (line: string) => string
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
  const tasks: Task[] = []
  let current = 0
  let said = ''
  let open = true
  const onChange = () => {
    if (open) options.onChange()
  }
  const { Renderer, lines } = textRenderer(listr2, { ...options, onChange })
  const list = new listr2.Listr(
    titles.map((title, index) => ({
      title,
      rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
      async task(_context: unknown, task: Task) {
        tasks[index] = task
        if (index === current && said !== '') task.title = said
        const { kind, words } = await (ends[index]?.promise ?? closed)
        if (kind === 'failed') throw new Error(words)
        if (kind === 'passed') task.skip(words)
        else task.title = words
      },
    })),
    { renderer: Renderer as unknown as 'default', registerSignalListeners: false },
  )
  // A task that has failed says so in its line.
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
    note(words) {
      const task = tasks[current]
      if (task !== undefined) task.output = words
    },
    finish(end) {
      ends[current]?.resolve(end)
      current += 1
      said = ''
    },
    close() {
      open = false
      ends[current]?.resolve(closed)
    },
  }
}

const closed: TaskEnd = { kind: 'failed', words: 'closed' }

/**
 * listr2's own drawing, without its writing: that reads the size of the window once, hides the cursor, and takes over
 * standard output. The list is text here, for the status line to write.
 */
function textRenderer(
  { DefaultRenderer: Base, ListrEventType }: Listr2,
  { marks, cut, onChange }: TaskListOptions,
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
      return message.split('\n').map(line => cut(`${'  '.repeat(level)}${icon ?? ''}${line}`))
    }
  }
  const text = () => renderer?.create() ?? ''
  return { Renderer: TextRenderer, lines: () => (text() === '' ? [] : text().split('\n')) }
}

/** The marks bring their colours. */
function plainIcons({ done, failed, passed, current, waiting, note }: TaskMarks) {
  const icon = {
    COMPLETED: done,
    FAILED: failed,
    SKIPPED_WITH_COLLAPSE: passed,
    PENDING: current,
    WAITING: waiting,
    COMPLETED_WITH_SISTER_TASKS_FAILED: waiting,
    OUTPUT: note,
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
