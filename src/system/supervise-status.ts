import type { SuperviseStatus } from './system.js'

/**
 * Decodes `supervise/status`. daemontools 0.76 writes 18 bytes: a TAI64N time stamp (8 bytes of
 * seconds, big-endian, offset 2^62; 4 bytes of nanoseconds), the pid (4, little-endian), paused (1),
 * want (1: `u`, `d` or 0). daemontools-encore appends a state byte or more (20 bytes; 40 with its own
 * kind of log): the first 18 mean the same.
 * Source: supervise.c of both, announce() and svstat.c.
 */
const knownLengths: readonly number[] = [18, 20, 40]

/** TAI is ahead of UTC by 10 s in this format's counting (libtai's tai_unix). */
const taiOffset = (1n << 62n) + 10n

export type StatusDecoded =
  | { readonly kind: 'status'; readonly status: SuperviseStatus }
  | { readonly kind: 'malformed'; readonly reason: string }

export function decodeSuperviseStatus(bytes: Uint8Array): StatusDecoded {
  if (!knownLengths.includes(bytes.length)) return bad(`${bytes.length} bytes long, not 18, 20 or 40`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const nanoseconds = view.getUint32(8)
  if (nanoseconds >= 1_000_000_000) return bad('its time stamp is no TAI64N')
  const seconds = view.getBigUint64(0) - taiOffset
  if (seconds < -taiOffset || seconds > 1n << 40n) return bad('its time stamp is no TAI64N')
  const want = decodeWant(view.getUint8(17))
  if (want === undefined) return bad('its want byte is neither u, d nor 0')
  return {
    kind: 'status',
    status: {
      pid: view.getUint32(12, true),
      paused: view.getUint8(16) !== 0,
      want,
      changed: Number(seconds) * 1000 + Math.floor(nanoseconds / 1_000_000),
    },
  }
}

function decodeWant(byte: number): SuperviseStatus['want'] | undefined {
  if (byte === 0x75) return 'up'
  if (byte === 0x64) return 'down'
  return byte === 0 ? null : undefined
}

function bad(reason: string): StatusDecoded {
  return { kind: 'malformed', reason }
}
