import { isProgram, isSvscanboot, type Process } from '../process.js'
import type { System } from '../system.js'

/** The program above each svscan of the directory that must be started again with it: svscanboot, or svscan itself. */
export function launchersOf(system: System): Process[] {
  const above = system.svscans.map(({ svscanboot, process }) => svscanboot ?? process)
  if (above.length > 0) return above
  const abandoned = abandonedSvscanboot(system)
  return abandoned === null ? [] : [abandoned]
}

/**
 * If only svscan was killed, its supervises still hold the pipe that readproctitle reads, so svscanboot waits. When the
 * last of them has gone, svscanboot ends, and init starts all three again.
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
