import type { Process } from './process.js'
import { descendants } from './processes.js'
import { isLive } from './supervise-state.js'
import type { Supervise, System } from './system.js'

/** A svscan that is, or is below, what one of these supervises runs, and that has supervises of its own. */
export interface InnerTree {
  readonly supervise: Supervise
  readonly svscan: Process
  readonly supervises: readonly Process[]
}

/** Its supervises outlive it, and the svscan that comes after it cannot start them again. */
export function innerTrees(outer: readonly Supervise[], system: System): InnerTree[] {
  return outer.flatMap(supervise =>
    descendants(system, supervise.process.pid)
      .filter(({ command }) => command === 'svscan')
      .map(svscan => ({ supervise, svscan, supervises: supervisesOf(svscan, system) }))
      .filter(({ supervises }) => supervises.length > 0),
  )
}

function supervisesOf({ pid }: Process, { children }: System): Process[] {
  return (children.get(pid) ?? []).filter(child => child.command === 'supervise' && isLive(child))
}
