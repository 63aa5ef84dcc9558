import type { PartState } from '../contract/effect.js'
import type { Snapshot } from '../contract/snapshot.js'
import { partsOf, type ServicePart } from '../diagnosis/service-part.js'
import { isUp } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { pictured } from './snapshot.js'

interface Known {
  readonly part: ServicePart
  readonly state: PartState
}

/** Each service and log that had a link then, with its state. */
export function statesIn(seen: Snapshot): readonly Known[] {
  return partsOf(pictured(seen)).map(part => ({ part, state: stateOf(part, part.supervises) }))
}

/** The states of the same services and logs at another time, by their names. A service without a link may still run. */
export function statesLater(before: readonly Known[], later: Snapshot): ReadonlyMap<string, PartState> {
  const system = pictured(later)
  const now = new Map(partsOf(system).map(part => [part.directory.id, part]))
  return new Map(
    before.map(({ part: { name, directory }, state }) => {
      const part = now.get(directory.id)
      return [
        name,
        part === undefined ? unlinked(directory.id, state, system) : stateOf(part, part.supervises),
      ] as const
    }),
  )
}

/** Its status was not noted. A run tells nothing that it stops to be up again, so what was wanted down still is. */
function unlinked(directory: string, before: PartState, { supervises }: System): PartState {
  if (!supervises.some(each => each.directory?.id === directory && isUp(each))) return 'down'
  return before === 'up, wanted down' ? before : 'up'
}

function stateOf({ directory }: ServicePart, supervises: readonly Supervise[]): PartState {
  // Without a supervise, the status is what its last one has left behind.
  const status = supervises.length === 0 ? null : directory.status
  if (!supervises.some(isUp)) return status?.want === 'up' ? 'down, wanted up' : 'down'
  if (status?.paused === true) return 'paused'
  if (status === null || status.want === 'up') return 'up'
  return status.want === 'down' ? 'up, wanted down' : 'up, once'
}
