import type { Finding } from '../contract/finding.js'
import { startsOnce } from '../restart/respawn.js'
import { writerOf } from '../system/pairs.js'
import type { Process } from '../system/process.js'
import { isToldToExit, isUp } from '../system/supervise-state.js'
import type { Service, ServiceDirectory, Supervise, Svscan, System } from '../system/system.js'

/** What remedies ask of a system. Pure. */

/** The living processes that a finding names. */
export function processesOf({ pids }: Finding, { processes }: System): Process[] {
  return pids.flatMap(pid => processes.get(pid) ?? [])
}

/** The supervises that a finding names, by their own pid or by what they run. */
export function supervisesOf({ pids }: Finding, { supervises }: System): Supervise[] {
  return supervises.filter(({ process, child, logChild = null }) =>
    [process, child, logChild].some(each => each !== null && pids.includes(each.pid)),
  )
}

/** The service directory, or that of a log, in which this supervise runs and to which an entry leads. */
export function serviceDirectoryOf({ directory }: Supervise, { services }: System): ServiceDirectory | null {
  if (directory === null || directory.deleted) return null
  for (const { directory: its } of services) {
    if (its.id === directory.id) return its
    if (its.log?.id === directory.id) return its.log
  }
  return null
}

/** The service that has taken the place of one in an old directory: of the same name, able to run. */
export function successorOf(old: Supervise, { services }: System): Service | null {
  const name = old.service ?? old.process.arguments[1]
  const service = services.find(({ name: its }) => its === name) ?? null
  if (service === null || service.directory.id === old.directory?.id) return null
  return service.directory.run.kind === 'executable' ? service : null
}

/**
 * Somebody has said svc -d, or svc -o: a new supervise would not know of it, and start the service (again and again).
 * What the status says of another process than the one that runs was written by another supervise.
 */
export function isOrderedDown(supervise: Supervise, system: System): boolean {
  const place = serviceDirectoryOf(supervise, system)
  if (place === null || place.normallyDown) return false
  if (place.status === null) return !isUp(supervise)
  const { want, stage } = place.status
  const isOrder = want === 'down' || (want === null && stage !== 'started')
  return isOrder && (!isUp(supervise) || place.status.pid === supervise.child?.pid)
}

/**
 * It is down as somebody has ordered, or is the log of such a service: it is not handed over. The log of one that has
 * been told to exit since is: svscan starts that one again, with its own pipe.
 */
export function staysAsOrdered(supervise: Supervise, system: System): boolean {
  if (isOrderedDown(supervise, system)) return true
  const writer = writerOf(system, supervise)
  return writer !== null && isOrderedDown(writer, system) && !isToldToExit(writer, system)
}

/** Down by a file `down`, and up because somebody has said svc -u. */
export function isStartedByHand(supervise: Supervise, system: System): boolean {
  return serviceDirectoryOf(supervise, system)?.normallyDown === true && isUp(supervise)
}

/**
 * The svscan that stays where there are several: whose svscanboot, or other keeper, would only start it again; else
 * the one with the most supervises. null where two have a keeper: which of these is the real one cannot be seen.
 */
export function svscanToKeep(system: System): Svscan | null {
  const { svscans, supervises, surroundings, processes } = system
  const mains = mainPids(surroundings)
  // What a person has started from a shell, that shell does not start again.
  const isTyped = ({ parent }: Process) => {
    const starter = processes.get(parent)
    return starter !== undefined && parent !== 1 && startsOnce(starter)
  }
  const kept = svscans.filter(
    ({ process, svscanboot }) => (svscanboot !== null && !isTyped(svscanboot)) || mains.has(process.pid),
  )
  if (kept.length > 1) return null
  if (kept[0] !== undefined) return kept[0]
  const children = ({ process }: Svscan) =>
    supervises.filter(({ svscan }) => svscan?.pid === process.pid).length
  return svscans.reduce<Svscan | null>(
    (most, svscan) => (most === null || children(svscan) > children(most) ? svscan : most),
    null,
  )
}

/** The svscan that stays has started it: that has its pipe, too, and nothing that waits in there is lost. */
export function isOfSvscanToKeep({ svscan }: Supervise, system: System): boolean {
  return svscan !== null && svscanToKeep(system)?.process.pid === svscan.pid
}

/** What units and jobs run themselves. */
function mainPids(around: System['surroundings']): ReadonlySet<number> {
  if (around === null) return new Set()
  const { systemd, upstart, openrc } = around
  return new Set([
    ...systemd.map(({ mainPid }) => mainPid),
    ...upstart.map(({ pid }) => pid),
    ...openrc.map(({ pid }) => pid),
  ])
}

/** Of several supervises in one directory: svscan's own, as it has its log's pipe and is started again; else the youngest. */
export function twinToKeep(twins: readonly Supervise[]): Supervise | undefined {
  return twins.findLast(({ svscan }) => svscan !== null) ?? twins.at(-1)
}
