import { decodeStamp, withLeapSeconds } from './stamp.js'

/** What s6-supervise says of a service. */
export interface S6Status {
  /** The last change, in milliseconds since the epoch. */
  readonly changed: number
  /** When it last became ready. */
  readonly ready: number
  readonly pid: number
  /** Its process group; null: an older s6 that does not say. */
  readonly processGroup: number | null
  /** How the process before ended, in the form of wait(2). */
  readonly waitStatus: number
  readonly paused: boolean
  /** Its script ./finish runs, and has the pid. */
  readonly finishing: boolean
  readonly want: 'up' | 'down'
  /** If it is up: it has said so; if it is down: it may be started. */
  readonly isReady: boolean
}

/**
 * s6 2.11 (libs6, s6_svstatus_pack.c): 35 bytes: two stamps (12 each), the pid (8, big-endian), how the last process
 * ended (2, big-endian), flags (1): 1 paused, 2 finishing, 4 wanted up, 8 ready. s6 2.12 puts the process group (8)
 * behind the pid: 43 bytes. null: it is none.
 */
export function decodeS6Status(bytes: Uint8Array): S6Status | null {
  const { length } = bytes
  if (length !== 35 && length !== 43) return null
  const stamp = decodeStamp(bytes, withLeapSeconds)
  const ready = decodeStamp(bytes.subarray(12), withLeapSeconds)
  if (stamp === null || ready === null) return null
  const { view } = stamp
  const pid = view.getBigUint64(24)
  const group = length === 43 ? view.getBigUint64(32) : null
  const flags = view.getUint8(length - 1)
  if (pid > mostPids || (group ?? 0n) > mostPids || flags > 15) return null
  return {
    changed: stamp.milliseconds,
    ready: ready.milliseconds,
    pid: Number(pid),
    processGroup: group === null ? null : Number(group),
    waitStatus: view.getUint16(length - 3),
    paused: (flags & 1) !== 0,
    finishing: (flags & 2) !== 0,
    want: (flags & 4) !== 0 ? 'up' : 'down',
    isReady: (flags & 8) !== 0,
  }
}

/** PID_MAX_LIMIT of Linux is less. */
const mostPids = 0x7fff_ffffn
