import type { WatchEvent } from '../diagnosis/watch-events.js'
import { localTime } from '../text/local-time.js'
import type { Style } from '../text/style.js'
import { truncate } from '../text/wrap.js'
import { changeLine } from './check-screen.js'

export interface WatchView {
  /** The time and the keys, then the verdict. */
  readonly head: readonly string[]
  /** The table and the findings. */
  readonly body: readonly string[]
  /** Newest last. */
  readonly events: readonly WatchEvent[]
  /** How far the body is scrolled, in lines. */
  readonly offset: number
  readonly rows: number
  readonly columns: number
  readonly style: Style
}

export interface WatchLines {
  /** As many as there are rows at most, each as wide as the terminal at most. */
  readonly lines: readonly string[]
  /** The offset that was possible. */
  readonly offset: number
  /** Lines of the body that are seen at once. */
  readonly page: number
}

/** Head, body, and the last events at the bottom. What does not fit into the body can be scrolled to. Pure. */
export function watchLines({ head, body, events, offset, rows, columns, style }: WatchView): WatchLines {
  const told = events.slice(-eventRows(events.length, rows)).map(event => eventLine(event, style))
  const bottom = told.length === 0 ? [] : [style.dim('─'.repeat(Math.max(1, columns))), ...told]
  const room = Math.max(1, rows - head.length - bottom.length)
  // One line of it says that there is more.
  const fits = body.length <= room
  const page = fits ? room : Math.max(1, room - 1)
  const last = fits ? 0 : body.length - page
  const at = Math.max(0, Math.min(offset, last))
  const seen = body.slice(at, at + page)
  const more = fits ? [] : [style.dim(moreWords(at, body.length - at - seen.length))]
  const filler = fits ? Array.from({ length: bottom.length === 0 ? 0 : room - seen.length }, () => '') : []
  const lines = [...head, ...seen, ...more, ...filler, ...bottom].slice(0, rows)
  return { lines: lines.map(line => truncate(line, columns)), offset: at, page }
}

/** A third of the window at most. */
function eventRows(number: number, rows: number): number {
  return Math.min(number, Math.max(1, Math.floor(rows / 3) - 1))
}

function moreWords(above: number, below: number): string {
  return `… ${below} more ${below === 1 ? 'line' : 'lines'}${above === 0 ? '' : `, ${above} above`}: arrow keys`
}

/** `16:31:00 ~ web: up (pid 3) → up (pid 9) (7 times since 16:30:02)` */
export function eventLine({ change, at, since, times }: WatchEvent, style: Style): string {
  const often = times === 1 ? '' : ` (${times} times since ${localTime(since)})`
  return `${localTime(at)} ${changeLine(change, style)}${often}`
}
