/** Points in time as people read them: in local time, or in UTC. Files and JSON have UTC, and do not use this. */
export interface Clock {
  /** `16:31:00`. In UTC: `15:31:00Z`. */
  readonly time: (at: number) => string
  /** `16:31:00.123`, without a zone: a line nearby has it. */
  readonly exact: (at: number) => string
  /** `2026-11-23 16:31:00 +0100`. In UTC: `2026-11-23 15:31:00 UTC`. */
  readonly dateAndTime: (at: number) => string
  /** Short, for a table: the time for less than a day ago, otherwise the date and the minute. */
  readonly since: (at: number, now: number) => string
}

/** Where local time is UTC, it says so too. Times are milliseconds since the epoch. */
export function makeClock(utc: boolean): Clock {
  const offset = (at: number) => (utc ? 0 : -new Date(at).getTimezoneOffset())
  /** The digits on the clock, as an ISO text. */
  const digits = (at: number) => new Date(at + offset(at) * 60_000).toISOString()
  const time = (at: number) => `${digits(at).slice(11, 19)}${offset(at) === 0 ? 'Z' : ''}`
  return {
    time,
    exact: at => digits(at).slice(11, 23),
    dateAndTime: at => `${digits(at).slice(0, 19).replace('T', ' ')} ${zone(offset(at))}`,
    since: (at, now) => (now - at < dayLasts ? time(at) : digits(at).slice(0, 16).replace('T', ' ')),
  }
}

const dayLasts = 86_400_000

/** As git writes it. */
function zone(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`
}

/** Instants in a text (ISO 8601 in UTC, as JSON has them), for people. */
export function withLocalTimes(text: string, clock: Clock): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, instant => {
    const at = Date.parse(instant)
    return Number.isNaN(at) ? instant : clock.dateAndTime(at)
  })
}
