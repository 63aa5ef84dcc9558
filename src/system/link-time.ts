/** Times of links, in whole microseconds: Node's utimensat(2) keeps no more. */

export function formatMicroseconds(microseconds: bigint): string {
  const seconds = microseconds >= 0n ? microseconds / 1_000_000n : (microseconds - 999_999n) / 1_000_000n
  const fraction = microseconds - seconds * 1_000_000n
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, -5)
  return `${whole}.${String(fraction).padStart(6, '0')}Z`
}

/** null if the text is not such a time. */
export function parseMicroseconds(text: string): bigint | null {
  const match = /^((?:\d{4}|[-+]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/.exec(text)
  if (match === null) return null
  const milliseconds = Date.parse(`${match[1]}Z`)
  if (Number.isNaN(milliseconds)) return null
  return BigInt(milliseconds) * 1000n + BigInt((match[2] ?? '').padEnd(6, '0'))
}
