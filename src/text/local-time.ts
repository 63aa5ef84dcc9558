/**
 * Points in time for people, in the time zone of the process (TZ; `--utc` sets it, as `date -u` does). Files and JSON
 * have UTC and use none of this. Where local time is UTC, the text says so. Times are milliseconds since the epoch.
 */

/** `16:31:00`. In UTC: `15:31:00Z`. */
export function localTime(at: number): string {
  return `${digits(at).slice(11, 19)}${offset(at) === 0 ? 'Z' : ''}`
}

/** `16:31:00.123`, without a zone: a line nearby has it. */
export function localExactTime(at: number): string {
  return digits(at).slice(11, 23)
}

/** `2026-11-23 16:31:00 +0100`. In UTC: `2026-11-23 15:31:00 UTC`. */
export function localDateAndTime(at: number): string {
  return `${digits(at).slice(0, 19).replace('T', ' ')} ${zone(offset(at))}`
}

/** `16:31:00 +0100`: for a sentence, which has no column for the zone. */
export function localClock(at: number): string {
  return localDateAndTime(at).slice(11)
}

/** Short, for a table: the time for less than a day ago, otherwise the date and the minute. */
export function localSince(at: number, now: number): string {
  return now - at < 86_400_000 ? localTime(at) : digits(at).slice(0, 16).replace('T', ' ')
}

/** Instants in a text (ISO 8601 in UTC, as JSON has them), for people. */
export function withLocalTimes(text: string): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, instant => {
    const at = Date.parse(instant)
    return Number.isNaN(at) ? instant : localDateAndTime(at)
  })
}

/** Minutes east of Greenwich. */
function offset(at: number): number {
  return -new Date(at).getTimezoneOffset()
}

/** The digits on the clock, as an ISO text. */
function digits(at: number): string {
  return new Date(at + offset(at) * 60_000).toISOString()
}

/** As git writes it. */
function zone(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`
}
