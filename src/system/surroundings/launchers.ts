import { isProgram, isSvscanboot, type Process } from '../process.js'
import type { System } from '../system.js'

/** What stands above each svscan of the directory and must be started again with it: svscanboot, or svscan itself. */
export function launchersOf(system: System): Process[] {
  const above = system.svscans.map(({ svscanboot, process }) => svscanboot ?? process)
  if (above.length > 0) return above
  const abandoned = abandonedSvscanboot(system)
  return abandoned === null ? [] : [abandoned]
}

/**
 * Where svscan alone was killed, its supervises still hold the pipe that readproctitle reads, and so
 * svscanboot waits: it ends, and init starts all three again, when the last of them has gone.
 */
function abandonedSvscanboot({ supervises, processes }: System): Process | null {
  const pipes = new Set(supervises.map(({ process }) => process.descriptors[2]))
  for (const process of processes.values()) {
    const { descriptors, parent } = process
    if (!isProgram(process, 'readproctitle') || descriptors[0] === undefined || !pipes.has(descriptors[0]))
      continue
    const boot = processes.get(parent)
    if (boot !== undefined && isSvscanboot(boot)) return boot
  }
  return null
}
