import { localDateAndTime } from './local-time.js'

/** The stamp that multilog's `t` puts before a line: `@`, 16 digits of seconds, 8 of nanoseconds (cr.yp.to/libtai/tai64.html). */
const stamp = /^@([0-9a-f]{16})([0-9a-f]{8})(?= |$)/

/** A line of a log: when it was written, in milliseconds since the epoch, and its text. `at` is null if it has no stamp. */
export interface LogLine {
  readonly at: number | null
  readonly text: string
}

export function decodeLogLine(line: string): LogLine {
  const [label, seconds, nanoseconds] = stamp.exec(line) ?? []
  if (label === undefined) return { at: null, text: line }
  const at = Number(BigInt(`0x${seconds}`) - epoch) * 1000 + Math.floor(Number(`0x${nanoseconds}`) / 1e6)
  // Somebody else may have written this: a Date has no time beyond.
  if (Math.abs(at) > 8e15) return { at: null, text: line }
  return { at, text: line.slice(label.length + 1) }
}

/** As tai64nlocal(8): 10 seconds between TAI and UTC, as daemontools assumes in writing. */
const epoch = 2n ** 62n + 10n

/** The line as tai64nlocal(8) shows it. */
export function localLine(line: string): string {
  const { at, text } = decodeLogLine(line)
  return at === null ? line : `${localDateAndTime(at)} ${text}`
}

/** Lines with one text become one: how often, and when last. In the order in which they came last. */
export function countEqual(lines: readonly string[]): (LogLine & { readonly times: number })[] {
  const counted = new Map<string, LogLine & { readonly times: number }>()
  for (const line of lines.map(decodeLogLine)) {
    const times = (counted.get(line.text)?.times ?? 0) + 1
    counted.delete(line.text)
    counted.set(line.text, { ...line, times })
  }
  return [...counted.values()]
}
