import type { SuperviseStage, SuperviseStatus } from '../system.js'
import { decodeFirst18 } from './daemontools.js'

const half = 20

/** In the order of their numbers. */
const stages: readonly SuperviseStage[] = ['stopped', 'starting', 'started', 'running', 'stopping', 'failed']

/**
 * daemontools-encore 1.10 and 1.11 (supervise.c, make_status() and announce(), and svstatus.h): the 18 bytes of daemontools, a stage (1) and a
 * zero. If it runs an executable file `log` itself, the same 20 bytes for the log follow; zeros for
 * one that nothing was ever said of. null: it is none.
 */
export function decodeEncoreStatus(bytes: Uint8Array): SuperviseStatus | null {
  if (bytes.length !== half && bytes.length !== 2 * half) return null
  const own = decodeHalf(bytes.subarray(0, half))
  const rest = bytes.subarray(half)
  if (own === null || rest.every(byte => byte === 0)) return own
  const log = decodeHalf(rest)
  if (log === null) return null
  const { log: _, ...second } = log
  return { ...own, log: second }
}

function decodeHalf(bytes: Uint8Array): SuperviseStatus | null {
  const common = decodeFirst18(bytes)
  const stage = stages[bytes[18] ?? -1]
  return common === null || stage === undefined || bytes[19] !== 0 ? null : { ...common, stage }
}
