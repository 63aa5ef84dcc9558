import type { CommandContext } from '../../contract/command-context.js'
import { type Finding, type Verdict, verdictOf } from '../../contract/finding.js'
import type { IgnoredFinding } from '../../contract/settings.js'
import type { WatchChange, WatchedState } from '../../diagnosis/changes.js'
import type { DoubtHistory } from '../../diagnosis/doubt-history.js'
import { addChanges, type WatchEvent } from '../../diagnosis/watch-events.js'
import { changeLine, openScreen } from '../../render/check-screen.js'
import { verdictLine } from '../../render/check-text.js'
import { eventLine, watchLines } from '../../render/watch-screen.js'
import type { System } from '../../system/system.js'
import { localTime } from '../../text/local-time.js'
import { isDumb, makeStyle, wantsColor } from '../../text/style.js'
import { knowsUnicode, terminalText, textOf } from '../../text/terminal-text.js'
import { wrap } from '../../text/wrap.js'
import type { Key } from './keys.js'
import type { CheckOptions } from './options.js'
import { render } from './render.js'

/** One look of a watch. */
export interface Frame {
  readonly system: System
  /** The findings, and the doubts as `unreadable`. */
  readonly findings: readonly Finding[]
  readonly ignored: readonly IgnoredFinding[]
  /** The findings to compare the next look with. Doubts come and go, so they are no changes. */
  readonly seen: WatchedState
  readonly changes: readonly WatchChange[]
  readonly history: DoubtHistory
}

export interface Report {
  show(frame: Frame, services: ReadonlySet<string> | null): Promise<void>
  /** Something that went wrong beside the watch. */
  note(text: string): void
  /** Moves what is seen, where there is a screen. */
  scroll(key: Key): void
  /** Leaves the last look, and what happened, behind. */
  close(): void
}

/**
 * On a terminal: a screen that is drawn again at each look. Elsewhere: a line for each change, or each look in the
 * requested format.
 */
export function openReport(options: CheckOptions, context: CommandContext): Report {
  const { stdout, environment } = context
  const format = options.json ? 'json' : (options.format ?? 'text')
  if (format !== 'text') return reportLooks(options, context)
  const lasting = stdout.isTTY === true && !isDumb(environment)
  return lasting ? reportOnScreen(options, context) : reportChanges(options, context)
}

function reportLooks(options: CheckOptions, context: CommandContext): Report {
  return {
    show: async ({ system, findings: counted, ignored }, services) => {
      context.stdout.write(await render(system, { counted, ignored }, services, options, context))
    },
    note: text => context.warn(textOf([text])),
    scroll() {},
    close() {},
  }
}

function reportChanges(options: CheckOptions, context: CommandContext): Report {
  const { style, safe } = dressing(options, context)
  let told: Verdict | null = null
  return {
    show: async (frame, services) => {
      const verdict = verdictOf(frame.findings)
      if (verdict === told && frame.changes.length === 0) return
      told = verdict
      const lines = [verdictLine(frame.system, frame.findings, { style, services })]
      for (const change of frame.changes) lines.push(`  ${changeLine(change, style)}`)
      const [first = '', ...others] = lines
      context.stdout.write(safe(textOf([`${time(frame)} ${first}`, ...others])))
    },
    note: text => context.warn(textOf([text])),
    scroll() {},
    close() {},
  }
}

function reportOnScreen(options: CheckOptions, context: CommandContext): Report {
  const { style, safe } = dressing(options, context)
  const { stdout } = context
  const screen = openScreen(stdout)
  const interval = options.watch === true ? 2 : options.watch
  let events: readonly WatchEvent[] = []
  let text: readonly string[] = []
  let head = ''
  let note: readonly string[] = []
  let view = { offset: 0, page: 1 }
  const draw = () => {
    const [verdict = '', ...body] = text
    const columns = stdout.columns || 80
    const { lines, ...now } = watchLines({
      head: [style.dim(head), ...wrap(verdict, columns, ''), ...note],
      ...{ body, events, offset: view.offset, style, columns, rows: stdout.rows || 24 },
    })
    view = now
    screen.draw(lines.map(line => safe(textOf([line])).trimEnd()))
  }
  let redraw = async () => {}
  const resized = () => void redraw()
  stdout.on('resize', resized)
  return {
    show: async (frame, services) => {
      events = addChanges(events, frame.changes, frame.system.time)
      head = `${localTime(frame.system.time)}, every ${interval} s; q quits`
      redraw = async () => {
        const { system, findings: counted, ignored } = frame
        const whole = await render(system, { counted, ignored }, services, options, context)
        text = whole.trimEnd().split('\n')
        draw()
      }
      await redraw()
    },
    note(text) {
      note = [style.warn(text)]
      draw()
    },
    scroll(key) {
      const to = scrolled(view.offset, view.page)[key]
      if (to === undefined) return
      view = { ...view, offset: to }
      draw()
    },
    close() {
      stdout.off('resize', resized)
      screen.close()
      const told = events.map(event => eventLine(event, style))
      stdout.write(safe(textOf([...text, ...(told.length === 0 ? [] : ['', ...told]), ...note])))
    },
  }
}

function scrolled(offset: number, page: number): Partial<Record<Key, number>> {
  return {
    up: Math.max(0, offset - 1),
    down: offset + 1,
    'page-up': Math.max(0, offset - page),
    'page-down': offset + page,
    top: 0,
    bottom: Number.MAX_SAFE_INTEGER,
  }
}

function dressing(options: CheckOptions, { stdout, environment }: CommandContext) {
  const style = makeStyle(wantsColor(stdout, environment, !options.color))
  return { style, safe: (text: string) => terminalText(text, knowsUnicode(environment), style.colored) }
}

/** `15:31:00Z` */
function time({ system }: Frame): string {
  return localTime(system.time)
}
