import type { Process } from './process.js'
import { descendants } from './processes.js'
import { isLive } from './supervise-state.js'
import type { Supervise, System } from './system.js'

/** A svscan with supervises of its own that is a service of one of these supervises, or is below such a service. */
export interface InnerTree {
  readonly supervise: Supervise
  readonly svscan: Process
  readonly supervises: readonly Process[]
}

/** Its supervises outlive it, and the next svscan cannot start them again. */
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
