import type { Process } from '../system/process.js'
import type { Entry, Observation } from '../system/system.js'

/**
 * What a run observed at its start, as plain JSON for its journal. It holds only the processes of the services and
 * of svscan. Once links and parents are gone, nothing else tells which process belonged to which service.
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
