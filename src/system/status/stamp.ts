/**
 * The head of every status file: TAI64N, 8 bytes of seconds, big-endian, offset 2^62, and 4 of nanoseconds
 * (cr.yp.to/libtai/tai64.html).
 */
export interface StampedBytes {
  /** Milliseconds since the epoch. */
  readonly milliseconds: number
  readonly view: DataView
}

/** How far TAI is ahead of UTC in these programs, in seconds: libtai and runit count no leap second. */
export const withoutLeapSeconds = 10

/** skalibs counts them: 27 by now, the last at the end of 2016. */
export const withLeapSeconds = 37

/** null: it does not begin with a stamp. `ahead`: one of the two above. */
export function decodeStamp(bytes: Uint8Array, ahead: number): StampedBytes | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 12) return null
  const nanoseconds = view.getUint32(8)
  const tai = view.getBigUint64(0) - (1n << 62n)
  if (nanoseconds >= 1_000_000_000 || tai < 0n || tai > 1n << 40n) return null
  return { milliseconds: (Number(tai) - ahead) * 1000 + Math.floor(nanoseconds / 1_000_000), view }
}

/** undefined: it is none. 0 stands for neither: it runs once. */
export function decodeWant(byte: number): 'up' | 'down' | null | undefined {
  if (byte === 0x75) return 'up'
  if (byte === 0x64) return 'down'
  return byte === 0 ? null : undefined
}
