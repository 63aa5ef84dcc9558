import { decodeDaemontoolsStatus } from './status/daemontools.js'
import { decodeEncoreStatus } from './status/encore.js'
import { decodeRunitStatus } from './status/runit.js'
import { decodeS6Status } from './status/s6.js'
import type { SuperviseStatus } from './system.js'

export type StatusDecoded =
  | { readonly kind: 'status'; readonly status: SuperviseStatus }
  | { readonly kind: 'malformed'; readonly reason: string }

/**
 * Decodes `supervise/status` of whichever family wrote it. Where both encore and runit could have written 20 bytes, the
 * service is down, and both mean the same.
 */
export function decodeSuperviseStatus(bytes: Uint8Array): StatusDecoded {
  const { length } = bytes
  if (![18, 20, 35, 40, 43].includes(length))
    return { kind: 'malformed', reason: `${length} bytes long, not 18, 20, 35, 40 or 43` }
  const status = decodeDaemontoolsStatus(bytes) ?? decodeEncoreStatus(bytes) ?? ofRunit(bytes) ?? ofS6(bytes)
  return status === null
    ? { kind: 'malformed', reason: `no supervisor that svreset knows writes such ${length} bytes` }
    : { kind: 'status', status }
}

function ofRunit(bytes: Uint8Array): SuperviseStatus | null {
  const found = decodeRunitStatus(bytes)
  if (found === null) return null
  const { pid, paused, want, changed, state } = found
  return { ...{ pid, paused, want, changed, finishing: state === 'finish' }, ...inItsOwnWay }
}

function ofS6(bytes: Uint8Array): SuperviseStatus | null {
  const found = decodeS6Status(bytes)
  if (found === null) return null
  const { pid, paused, want, changed, finishing } = found
  return { ...{ pid, paused, want, changed, finishing }, ...inItsOwnWay }
}

const inItsOwnWay = { ordered: null, stage: null, log: null } as const
