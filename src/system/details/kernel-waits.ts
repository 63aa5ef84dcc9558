import type { Process } from '../process.js'
import { isLive } from '../supervise-state.js'
import type { Supervise, System } from '../system.js'
import { wchan } from './blocked-writers.js'

/** Of so many it is told. */
const most = 50

/** Where in the kernel those sleep that were told to stop and have not: only of them anybody asks. */
export function readKernelWaits(system: System): Map<number, string> {
  const waits = new Map<number, string>()
  for (const process of system.supervises.flatMap(supervise => stopping(supervise, system)).slice(0, most)) {
    const place = wchan(`/proc/${process.pid}`)
    // `0`: it runs, or we may not know.
    if (/^[a-z_]\w*/i.test(place)) waits.set(process.pid, place)
  }
  return waits
}

/** A service whose link is away, as in a reset, has been told as well. */
function stopping({ child, directory }: Supervise, { services }: System): Process[] {
  if (child === null || !isLive(child)) return []
  const places = services.flatMap(({ directory: its }) => (its.log === null ? [its] : [its, its.log]))
  const place = places.find(({ id }) => id === directory?.id)
  return place === undefined || place.status?.want === 'down' ? [child] : []
}
