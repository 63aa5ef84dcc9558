import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

export interface LogLine {
  readonly text: string
  /** Milliseconds since the epoch, from the line; if it has no time, the time of the last write to the file. */
  readonly time: number
}

/** The end of a log: a person would look there first. */
const tailBytes = 256 * 1024

/** The wanted lines at the end of these files, file by file, oldest first. Never blocks on something that is not a file. */
export function readLogLines(paths: readonly string[], wanted: (text: string) => boolean): LogLine[] {
  return paths.flatMap(path => {
    const { text, written } = readTail(path)
    return text
      .split('\n')
      .filter(line => line !== '' && wanted(line))
      .map(line => ({ text: line, time: timeOf(line, written) ?? written }))
  })
}

/** `2026-11-24T01:02:03.456789+00:00 …`, or `Nov 24 01:02:03 …`, which leaves the year out. */
export function timeOf(line: string, near: number): number | null {
  const full = Date.parse(/^\d{4}-\d\d-\d\dT\S+/.exec(line)?.[0] ?? '')
  if (!Number.isNaN(full)) return full
  const short = /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d/.exec(line)?.[0]
  if (short === undefined) return null
  const year = new Date(near).getFullYear()
  const time = Date.parse(`${short} ${year}`)
  if (Number.isNaN(time)) return null
  // If this is read in January, a line of December is last year's.
  return time > near + 86_400_000 ? Date.parse(`${short} ${year - 1}`) : time
}

function readTail(path: string): { text: string; written: number } {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return { text: '', written: 0 }
  }
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) return { text: '', written: 0 }
    const bytes = Buffer.alloc(Math.min(stats.size, tailBytes))
    const count = readSync(descriptor, bytes, 0, bytes.length, stats.size - bytes.length)
    return { text: bytes.toString('utf8', 0, count), written: stats.mtimeMs }
  } catch {
    return { text: '', written: 0 }
  } finally {
    closeSync(descriptor)
  }
}
