import type { SuperviseStatus } from '../system.js'
import { decodeStamp, decodeWant, withoutLeapSeconds } from './stamp.js'

/**
 * daemontools 0.76 (supervise.c, announce()): 18 bytes: the stamp (12), the pid (4, little-endian), paused (1),
 * want (1: `u`, `d` or 0). null: it is none.
 */
export function decodeDaemontoolsStatus(bytes: Uint8Array): SuperviseStatus | null {
  return bytes.length === 18 ? decodeFirst18(bytes) : null
}

/** encore and runit begin with the same bytes. */
export function decodeFirst18(bytes: Uint8Array): SuperviseStatus | null {
  const stamp = decodeStamp(bytes, withoutLeapSeconds)
  if (stamp === null || bytes.length < 18) return null
  const { milliseconds: changed, view } = stamp
  const want = decodeWant(view.getUint8(17))
  if (want === undefined) return null
  const pid = view.getUint32(12, true)
  return { pid, paused: view.getUint8(16) !== 0, want, changed, ordered: null, stage: null, log: null }
}
