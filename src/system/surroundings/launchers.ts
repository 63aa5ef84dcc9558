import { isProgram, isSvscanboot, type Process } from '../process.js'
import { ownAncestors } from '../processes.js'
import type { Launch } from '../surroundings.js'
import type { Svscan, System } from '../system.js'

/** The program above each svscan of the directory that must be started again with it: svscanboot, or svscan itself. */
export function launchersOf(system: System): Process[] {
  const above = system.svscans.map(
    svscan => svscan.svscanboot ?? waitingSvscanboot(svscan, system) ?? svscan.process,
  )
  if (above.length > 0) return above
  const abandoned = abandonedSvscanboot(system)
  return abandoned === null ? [] : [abandoned]
}

/** The command in the form that people know. */
export function launchWords({ argv, readproctitle }: Launch): string {
  const words = argv.join(' ')
  return readproctitle === undefined ? words : `${words} 2>&1 | ${readproctitle.slice(0, -1).join(' ')} …`
}

/**
 * The program that started the readproctitle of this svscan, but not the svscan. It waits for the readproctitle and ends
 * with it, and its keeper starts all three.
 */
export function waitingSvscanboot(
  { svscanboot, readproctitle }: Svscan,
  { processes }: System,
): Process | null {
  const parent = processes.get(readproctitle?.process.parent ?? 0)
  return svscanboot === null && parent !== undefined && isSvscanboot(parent) ? parent : null
}

/**
 * The script, or the job, that has started svscan, waits for it, and may be a loop. A command that a person has typed at a
 * terminal is no loop, nor is a program that waits for svreset itself. null: there is none.
 */
export function waitingScript(system: System): Process | null {
  for (const { parent } of launchersOf(system)) {
    const script = system.processes.get(parent)
    if (script?.terminal === 0 && !ownAncestors(system).has(parent)) return script
  }
  return null
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
