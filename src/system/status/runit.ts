import { decodeStamp, decodeWant, withoutLeapSeconds } from './stamp.js'

/** What runsv says of a service. */
export interface RunitStatus {
  /** The last change, in milliseconds since the epoch. */
  readonly changed: number
  readonly pid: number
  readonly paused: boolean
  /** What runs once is wanted down. */
  readonly want: 'up' | 'down'
  /** It was sent a TERM. */
  readonly gotTerm: boolean
  /** `finish`: its script ./finish runs, and has the pid. */
  readonly state: 'down' | 'run' | 'finish'
}

const states = ['down', 'run', 'finish'] as const

/**
 * runit 2.1.2 (runsv.c, update_status()), and busybox 1.37, which has it from there: 20 bytes: the 18 of daemontools,
 * got TERM (1), state (1). null: it is none.
 */
export function decodeRunitStatus(bytes: Uint8Array): RunitStatus | null {
  const stamp = bytes.length === 20 ? decodeStamp(bytes, withoutLeapSeconds) : null
  if (stamp === null) return null
  const { milliseconds: changed, view } = stamp
  const want = decodeWant(view.getUint8(17))
  const state = states[view.getUint8(19)]
  const paused = view.getUint8(16)
  const gotTerm = view.getUint8(18)
  if (want === undefined || want === null || state === undefined || paused > 1 || gotTerm > 1) return null
  return { changed, pid: view.getUint32(12, true), paused: paused === 1, want, gotTerm: gotTerm === 1, state }
}
