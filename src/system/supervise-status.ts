import type { SuperviseStage, SuperviseStatus } from './system.js'

/**
 * Decodes `supervise/status`. daemontools 0.76 writes 18 bytes: a TAI64N time stamp (8 bytes of
 * seconds, big-endian, offset 2^62; 4 bytes of nanoseconds), the pid (4, little-endian), paused (1),
 * want (1: `u`, `d` or 0). daemontools-encore adds a stage (1) and a zero. If it runs an executable file `log`
 * itself, the same 20 bytes for the log follow. Source: supervise.c of both, announce(), and encore's svstatus.h.
 */
const half = 20

/** In the order of their numbers. */
const stages: readonly SuperviseStage[] = ['stopped', 'starting', 'started', 'running', 'stopping', 'failed']

/** TAI is ahead of UTC by 10 s in the way this format counts (libtai's tai_unix). */
const taiOffset = (1n << 62n) + 10n

export type StatusDecoded =
  | { readonly kind: 'status'; readonly status: SuperviseStatus }
  | { readonly kind: 'malformed'; readonly reason: string }

export function decodeSuperviseStatus(bytes: Uint8Array): StatusDecoded {
  const { length } = bytes
  if (length !== 18 && length !== half && length !== 2 * half)
    return malformed(`${length} bytes long, not 18, 20 or 40`)
  const own = decodeHalf(bytes.subarray(0, half))
  if (own.kind === 'malformed' || length < 2 * half) return own
  const log = decodeHalf(bytes.subarray(half))
  if (log.kind === 'malformed') return log
  const { pid, paused } = log.status
  return { kind: 'status', status: { ...own.status, log: { pid, paused } } }
}

function decodeHalf(bytes: Uint8Array): StatusDecoded {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const nanoseconds = view.getUint32(8)
  if (nanoseconds >= 1_000_000_000) return malformed('its time stamp is not TAI64N')
  const seconds = view.getBigUint64(0) - taiOffset
  if (seconds < -taiOffset || seconds > 1n << 40n) return malformed('its time stamp is not TAI64N')
  const want = decodeWant(view.getUint8(17))
  if (want === undefined) return malformed('its want byte is not u, d or 0')
  const stage = bytes.length < half ? null : stages[view.getUint8(18)]
  if (stage === undefined) return malformed('its stage is unknown to daemontools-encore')
  const pid = view.getUint32(12, true)
  const paused = view.getUint8(16) !== 0
  const changed = Number(seconds) * 1000 + Math.floor(nanoseconds / 1_000_000)
  return { kind: 'status', status: { pid, paused, want, changed, ordered: null, stage, log: null } }
}

function decodeWant(byte: number): SuperviseStatus['want'] | undefined {
  if (byte === 0x75) return 'up'
  if (byte === 0x64) return 'down'
  return byte === 0 ? null : undefined
}

function malformed(reason: string): StatusDecoded {
  return { kind: 'malformed', reason }
}
