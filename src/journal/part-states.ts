import type { PartState } from '../contract/effect.js'
import type { Snapshot } from '../contract/snapshot.js'
import { partsOf, type ServicePart } from '../diagnosis/service-part.js'
import { isUp } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { pictured } from './snapshot.js'

/** Each service and log that had a link then, with its state. */
export function statesIn(
  seen: Snapshot,
): readonly { readonly part: ServicePart; readonly state: PartState }[] {
  return partsOf(pictured(seen)).map(part => ({ part, state: stateOf(part, part.supervises) }))
}

/** The states of the same services and logs at another time, by their names. A service without a link may still run. */
export function statesLater(parts: readonly ServicePart[], later: Snapshot): ReadonlyMap<string, PartState> {
  const system = pictured(later)
  const now = new Map(partsOf(system).map(part => [part.directory.id, part]))
  return new Map(
    parts.map(({ name, directory }) => {
      const part = now.get(directory.id)
      return [
        name,
        part === undefined ? unlinked(directory.id, system) : stateOf(part, part.supervises),
      ] as const
    }),
  )
}

function unlinked(directory: string, { supervises }: System): PartState {
  return supervises.some(each => each.directory?.id === directory && isUp(each)) ? 'up' : 'down'
}

function stateOf({ directory }: ServicePart, supervises: readonly Supervise[]): PartState {
  // Without a supervise, the status is what its last one has left behind.
  const status = supervises.length === 0 ? null : directory.status
  if (!supervises.some(isUp)) return status?.want === 'up' ? 'down, wanted up' : 'down'
  if (status?.paused === true) return 'paused'
  if (status === null || status.want === 'up') return 'up'
  return status.want === 'down' ? 'up, wanted down' : 'up, once'
}
