import { isSvscanboot } from './interpret.js'
import { shells } from './svscan-surroundings.js'
import type { Process, System } from './system.js'

/** How svscan comes back after it was ended. */
export type RestartMethod = 'respawn' | 'manual' | 'supervised'

/** What `--restart-method` takes. */
export const restartMethods: readonly RestartMethod[] = ['respawn', 'manual']

export interface Restart {
  readonly method: RestartMethod
  /** What in the system says so. */
  readonly evidence: string
  /** What svreset starts itself under `manual`, or where nobody respawns it. */
  readonly argv: readonly string[]
}

/**
 * Pure: from what was seen, how svscan is kept running; null where neither svscan nor anything around it runs.
 * Whether the parent starts it again cannot be seen beforehand: only of a shell is it known that it does not.
 */
export function findRestart(system: System): Restart | null {
  const svscan = system.svscans[0]
  const boot = svscan === undefined ? abandonedSvscanboot(system) : svscan.svscanboot
  const top = boot ?? svscan?.process
  if (top === undefined) return null
  const argv = startCommand(system, boot)
  if (svscan?.process.pid === 1) {
    return { method: 'supervised', evidence: 'svscan is process 1 here', argv }
  }
  const what = `${describe(top)}, pid ${top.pid},`
  if (top.parent === 1) return { method: 'respawn', evidence: `${what} is a child of process 1`, argv }
  const parent = system.processes.get(top.parent)
  if (parent === undefined || shells.test(parent.command)) {
    const below =
      parent === undefined ? 'a process that is not of here' : `${describe(parent)}, pid ${parent.pid}`
    return { method: 'manual', evidence: `${what} is a child of ${below}`, argv }
  }
  const evidence = `${what} is a child of ${describe(parent)}, pid ${parent.pid}, which may start it again`
  return { method: 'respawn', evidence, argv }
}

/**
 * Where svscan alone was killed, its supervises still hold the pipe that readproctitle reads, and so
 * svscanboot waits: it ends, and init starts all three again, when the last of them has gone.
 */
function abandonedSvscanboot({ supervises, processes }: System): Process | null {
  const pipes = new Set(supervises.map(({ process }) => process.descriptors[2]))
  for (const { command, descriptors, parent } of processes.values()) {
    if (command !== 'readproctitle' || descriptors[0] === undefined || !pipes.has(descriptors[0])) continue
    const boot = processes.get(parent)
    if (boot !== undefined && isSvscanboot(boot)) return boot
  }
  return null
}

/** What a person would type to have svscan again: svscanboot where that was there, the same svscan otherwise. */
export function startCommand(system: System, boot: Process | null | undefined): readonly string[] {
  // A script's argv is its interpreter's: `/bin/sh /usr/bin/svscanboot`.
  const script = boot?.arguments.find(word => /(^|\/)svscanboot$/.test(word))
  if (script !== undefined) return [script]
  return ['svscan', system.serviceDirectory.path]
}

function describe(process: Process): string {
  return process.command
}
