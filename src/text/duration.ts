import ms, { type StringValue } from 'ms'
import prettyMilliseconds, { type Options } from 'pretty-ms'

/** Milliseconds of `30s`, `5m`, `250ms`; null if the text is not a duration, or has no unit. */
export function parseDuration(text: string): number | null {
  if (!/^\d+(\.\d+)?\s*[a-zA-Z]+$/.test(text.trim())) return null
  const milliseconds = ms(text.trim() as StringValue) as number | undefined
  return milliseconds === undefined || Number.isNaN(milliseconds) ? null : milliseconds
}

/** `310 ms`, `4.2 s`, `2 min 5 s`, `27 h 5 min`. */
export function formatDuration(milliseconds: number): string {
  const step = milliseconds < 999.5 ? 1 : milliseconds < 59_950 ? 100 : 1000
  return inWords(Math.round(milliseconds / step) * step, {
    hideYearAndDays: true,
    keepDecimalsOnWholeSeconds: step === 100,
    secondsDecimalDigits: step === 100 ? 1 : 0,
  })
}

/** The form of pretty-ms, with a blank before each unit. */
export function inWords(milliseconds: number, options: Options): string {
  return prettyMilliseconds(milliseconds, options).replaceAll(
    /(?<=\d)[a-z]+/g,
    unit => ` ${{ m: 'min', d: 'days' }[unit] ?? unit}`,
  )
}

/** How long ago something was, for a sentence: `44 s`, `6 min`, `27 h`, `3 days`. */
export function formatAge(milliseconds: number): string {
  const [unit = day] = [second, minute, hour].filter((_, index) => milliseconds < (mostOf[index] ?? 0))
  const rounded = Math.round(milliseconds / unit) * unit
  if (unit === second) return formatSpan(rounded)
  return inWords(rounded, { unitCount: 1, hideYear: true, hideYearAndDays: unit < day })
}

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]
/** Up to here it is told in seconds, minutes, hours. */
const mostOf = [minute - second / 2, hour - minute / 2, 2 * day - hour / 2]

/** A span that somebody has chosen: `30 s`, and not `30.0 s`. */
export function formatSpan(milliseconds: number): string {
  const seconds = milliseconds / 1000
  return Number.isInteger(seconds) && seconds < 60 ? `${seconds} s` : formatDuration(milliseconds)
}
