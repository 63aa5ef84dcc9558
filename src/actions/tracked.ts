import type { RunContext } from '../contract/context.js'
import { alive } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'

/** The supervises of this run that still run: those from its start, and those that svscan has started since. */
export function livingSupervises(system: System, context: RunContext): Supervise[] {
  const now = new Map(system.supervises.map(supervise => [supervise.process.pid, supervise]))
  const before = context.initial.supervises.filter(
    ({ process }) => !now.has(process.pid) && alive(system, process) !== null,
  )
  return [...now.values(), ...before]
}

/**
 * Whether an entry that the run does not remove leads to this supervise: a real directory, or a link that somebody has
 * made since. A living svscan would only start it again.
 */
export function entryStays({ directory }: Supervise, system: System, { links }: RunContext): boolean {
  if (directory === null) return false
  const removed = new Map(links.map(({ name, target }) => [name, target]))
  return system.entries.some(
    entry =>
      (entry.link === null || removed.get(entry.name) !== entry.link.target) &&
      entry.directory !== null &&
      (entry.directory.id === directory.id || entry.directory.log?.id === directory.id),
  )
}
