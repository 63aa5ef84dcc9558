import type { Process } from '../system/process.js'
import type { Entry, Observation } from '../system/system.js'

/**
 * What a run saw at its start, as plain JSON for its journal: of the processes only those of the services and
 * of svscan. Which process belonged to which service cannot be told any more once links and parents are gone.
 */
export interface Snapshot
  extends Pick<Observation, 'time' | 'ticks' | 'ticksPerSecond' | 'host' | 'bootId' | 'svscanDirectory'> {
  readonly entries: readonly SnapshotEntry[]
  readonly processes: readonly Process[]
}

interface SnapshotEntry extends Omit<Entry, 'link'> {
  readonly link:
    | (Omit<NonNullable<Entry['link']>, 'modifiedMicroseconds'> & { readonly modifiedMicroseconds: string })
    | null
}
