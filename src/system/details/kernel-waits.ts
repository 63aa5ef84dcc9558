import type { FileId, Process } from '../process.js'
import { isLive } from '../supervise-state.js'
import type { System } from '../system.js'
import { wchan } from './blocked-writers.js'

/** Of so many it is told. */
const most = 50

/** Where in the kernel those sleep that were told to stop and have not: only of them anybody asks. */
export function readKernelWaits(system: System): Map<number, string> {
  const waits = new Map<number, string>()
  for (const process of stopping(system).slice(0, most)) {
    const place = wchan(`/proc/${process.pid}`)
    // `0`: it runs, or we may not know.
    if (/^[a-z_]\w*/i.test(place)) waits.set(process.pid, place)
  }
  return waits
}

/** A service whose link is away, as in a reset, has been told as well. */
function stopping({ supervises, services }: System): Process[] {
  const goOn = new Set<FileId>()
  for (const { directory } of services) {
    for (const place of [directory, directory.log])
      if (place !== null && place.status?.want !== 'down') goOn.add(place.id)
  }
  return supervises
    .filter(({ directory }) => !goOn.has(directory?.id ?? ''))
    .flatMap(({ child, logChild = null }) => [child, logChild].flatMap(each => each ?? []))
    .filter(isLive)
}
