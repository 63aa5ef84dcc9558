import { formatMicroseconds } from './link-time.js'
import type { Entry, System } from './system.js'

/** Every symbolic link of the svscan directory, in the form of the manifest. */
export function recordLinks(system: System): RecordedLink[] {
  return system.entries
    .filter(entry => !isLeftAlone(entry, system))
    .flatMap(entry => recordedLink(entry) ?? [])
}

/** A single supervisor of another family, among ours, keeps what it leads to: nothing is to happen to its link. */
export function isLeftAlone({ directory }: Entry, { foreign, foreignScanners, services }: System): boolean {
  if (directory === null || foreignScanners.length > 0) return false
  const is = (service: { readonly directory: { readonly id: string } }) =>
    service.directory.id === directory.id
  return foreign.some(is) && !services.some(is)
}

export function recordedLink({ name, link, directory }: Entry): RecordedLink | null {
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

/** A symbolic link as it was, in the form of the manifest. */
export interface RecordedLink {
  readonly name: string
  readonly target: string
  /** The directory that it led to; null for a dangling link. */
  readonly directory: string | null
  readonly uid: number
  readonly gid: number
  /** UTC, to the microsecond: 2026-08-03T10:00:00.000000Z. */
  readonly modified: string
}
