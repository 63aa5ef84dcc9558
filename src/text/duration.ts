import ms, { type StringValue } from 'ms'

/** Milliseconds of `30s`, `5m`, `250ms`; null where the text is none, or has no unit. */
export function parseDuration(text: string): number | null {
  if (!/^\d+(\.\d+)?\s*[a-zA-Z]+$/.test(text.trim())) return null
  const milliseconds = ms(text.trim() as StringValue) as number | undefined
  return milliseconds === undefined || Number.isNaN(milliseconds) ? null : milliseconds
}

/** `4.2 s`, `310 ms`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(1)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
