import type { CommandContext } from '../../contract/command-context.js'
import { type Finding, type Verdict, verdictOf } from '../../contract/finding.js'
import type { IgnoredFinding } from '../../contract/settings.js'
import type { WatchChange, WatchedState } from '../../diagnosis/changes.js'
import type { DoubtHistory } from '../../diagnosis/doubt-history.js'
import { changeLine, openScreen } from '../../render/check-screen.js'
import { verdictLine } from '../../render/check-text.js'
import type { System } from '../../system/system.js'
import { localTime } from '../../text/local-time.js'
import { isDumb, makeStyle, wantsColor } from '../../text/style.js'
import { knowsUnicode, terminalText, textOf } from '../../text/terminal-text.js'
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
  close(): void
}

/** How many earlier changes stay on the screen. */
const kept = 6

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
    close() {},
  }
}

function reportOnScreen(options: CheckOptions, context: CommandContext): Report {
  const { style, safe } = dressing(options, context)
  const screen = openScreen(context.stdout)
  const interval = options.watch === true ? 2 : options.watch
  let recent: string[] = []
  let redraw = async () => {}
  const resized = () => void redraw()
  context.stdout.on('resize', resized)
  return {
    show: async (frame, services) => {
      const fresh = frame.changes.map(change => `${time(frame)} ${changeLine(change, style)}`)
      recent = [...fresh, ...recent].slice(0, kept)
      const head = style.dim(`${time(frame)}, every ${interval} s; q quits`)
      redraw = async () => {
        const { system, findings: counted, ignored } = frame
        const text = await render(system, { counted, ignored }, services, options, context)
        screen.draw(safe(`${textOf([head, ...recent])}${text}`))
      }
      await redraw()
    },
    close() {
      context.stdout.off('resize', resized)
      screen.close()
    },
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
