import type { CheckOptions } from '../commands/check.js'
import type { CommandContext } from '../commands/context.js'
import type { Change, Seen } from '../diagnosis/changes.js'
import type { History } from '../diagnosis/history.js'
import { changeLine, openScreen } from '../output/check-screen.js'
import { verdictLine } from '../output/check-text.js'
import { printable } from '../output/quote.js'
import { makeStyle, wantsColor } from '../output/style.js'
import { knowsUnicode, terminalText } from '../output/terminal-text.js'
import type { System } from '../system/system.js'
import { render } from './render.js'

/** One look of a watch. */
export interface Frame extends Seen {
  readonly system: System
  readonly changes: readonly Change[]
  readonly doubts: readonly string[]
  readonly history: History
}

export interface Report {
  show(frame: Frame, services: ReadonlySet<string> | null): Promise<void>
  close(): void
}

/** How many changes of earlier looks stay in sight. */
const kept = 6

/** On a terminal a screen that is drawn over; into a pipe or file a line when something changed, or each look as JSON. */
export async function openReport(options: CheckOptions, context: CommandContext): Promise<Report> {
  const { stdout, environment } = context
  const format = options.json ? 'json' : (options.format ?? 'text')
  const style = makeStyle(wantsColor(stdout, environment, !options.color))
  const safe = (text: string) => terminalText(text, knowsUnicode(environment))
  const time = ({ system }: Frame) => new Date(system.time).toISOString().slice(11, 19)
  if (format !== 'text') {
    return {
      show: async (frame, services) => {
        stdout.write(await render(frame.system, frame.findings, services, options, context))
      },
      close() {},
    }
  }
  if (!stdout.isTTY) {
    let first = true
    return {
      show: async (frame, services) => {
        if (!first && frame.changes.length === 0) return
        first = false
        const lines = [verdictLine(frame.system, frame.findings, { style, services })]
        for (const change of frame.changes) lines.push(`  ${changeLine(change, style)}`)
        stdout.write(safe(`${time(frame)}Z ${lines.join('\n')}\n`))
      },
      close() {},
    }
  }
  const screen = openScreen(stdout)
  let recent: string[] = []
  return {
    show: async (frame, services) => {
      const fresh = frame.changes.map(change => `${time(frame)}Z ${changeLine(change, style)}`)
      recent = [...fresh, ...recent].slice(0, kept)
      const text = await render(frame.system, frame.findings, services, options, context)
      const doubts = frame.doubts.slice(0, 3).map(doubt => style.dim(`doubtful: ${printable(doubt)}`))
      const head = style.dim(
        `${time(frame)}Z, every ${options.watch === true ? 2 : options.watch} s; q quits`,
      )
      screen.draw(safe([head, ...recent, ...doubts, text].join('\n')))
    },
    close: screen.close,
  }
}
