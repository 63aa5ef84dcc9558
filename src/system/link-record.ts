import type { LinkRecord } from '../contract/operation.js'
import { formatMicroseconds } from './link-time.js'
import type { Entry, System } from './system.js'

/** Every symbolic link of the service directory, as the manifest keeps it. */
export function linkRecords(system: System): LinkRecord[] {
  return system.entries.flatMap(entry => linkRecord(entry) ?? [])
}

export function linkRecord({ name, link, directory }: Entry): LinkRecord | null {
  if (link === null) return null
  return {
    name,
    target: link.target,
    directory: directory?.path ?? null,
    uid: link.uid,
    gid: link.gid,
    modified: formatMicroseconds(link.modifiedMicroseconds),
  }
}
