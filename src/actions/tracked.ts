import type { RunContext } from '../contract/context.js'
import { childrenInEncore } from '../system/encore.js'
import { ofEach } from '../system/of-each.js'
import { isLogOfSvscan } from '../system/pairs.js'
import type { FileId, Process } from '../system/process.js'
import { alive } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'

/** The supervises of this run that still run: those from its start, and those that svscan has started since. */
export function livingSupervises(system: System, context: RunContext): Supervise[] {
  const now = new Map(system.supervises.map(supervise => [supervise.process.pid, supervise]))
  const before = context.initial.supervises.flatMap(supervise => {
    const process = now.has(supervise.process.pid) ? null : alive(system, supervise.process)
    return process === null ? [] : [asItIsNow(supervise, process, system)]
  })
  const logs = ownLogsOf(context)
  return [...now.values(), ...before].map(supervise => {
    const log = logs.get(supervise.process.pid)
    return log === undefined ? supervise : withOwnLog(supervise, log, system)
  })
}

/** svscan has ended (that of daemontools-encore ends when its directory is empty), and no entry leads there. */
export function asItIsNow(supervise: Supervise, process: Process, { children }: System): Supervise {
  const child = childrenInEncore(children.get(process.pid) ?? [], null).child
  return { ...supervise, process, svscan: null, directory: process.workingDirectory, child }
}

/** Of daemontools-encore's supervises: without a link nobody reads the status, which tells the log from the service. */
function ownLogsOf({ initial }: RunContext): ReadonlyMap<number, Process> {
  return new Map(
    initial.supervises.flatMap(({ process, logChild = null }) =>
      logChild === null ? [] : [[process.pid, logChild]],
    ),
  )
}

function withOwnLog(supervise: Supervise, log: Process, system: System): Supervise {
  const children = system.children.get(supervise.process.pid) ?? []
  const own = children.filter(({ pid }) => pid !== log.pid)
  return { ...supervise, ...childrenInEncore(own, null), logChild: alive(system, log) }
}

/**
 * Whether an entry that the run does not remove leads to this supervise: a real directory, or a link that somebody has
 * made since; or it is the log of svscan itself. A living svscan would only start it again.
 */
export function entryStays(supervise: Supervise, system: System, { links }: RunContext): boolean {
  const { directory } = supervise
  if (directory === null) return false
  if (isLogOfSvscan(supervise, system)) return true
  return stayingPlaces(system)(links).has(directory.id)
}

/** Directories of such entries, and of their logs. */
const stayingPlaces = ofEach(({ entries }: System) =>
  ofEach((links: RunContext['links']): ReadonlySet<FileId> => {
    const removed = new Map(links.map(({ name, target }) => [name, target]))
    const staying = entries.filter(({ name, link }) => link === null || removed.get(name) !== link.target)
    return new Set(
      staying.flatMap(({ directory }) =>
        directory === null ? [] : [directory.id, ...(directory.log === null ? [] : [directory.log.id])],
      ),
    )
  }),
)
