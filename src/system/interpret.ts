import { childOf, childrenInEncore } from './encore.js'
import { findHiddenSvscans, findSvscans, isFork, readproctitlesByPipe } from './find-svscans.js'
import { findImpostors } from './impostors.js'
import { type FileId, isProgram, type Process } from './process.js'
import { separateForeign } from './relatives/separate-foreign.js'
import { holdsWhatIsNamed, isLive } from './supervise-state.js'
import type {
  Entry,
  Observation,
  Readproctitle,
  Service,
  ServiceDirectory,
  Supervise,
  Svscan,
  System,
} from './system.js'

/** Adds what follows from an observation: which svscan, which supervise in which service. Pure. */
export function interpret(observation: Observation): System {
  const children = childrenOf(observation)
  const pipes = readproctitlesByPipe(observation)
  const svscans = findSvscans(observation, pipes)
  const places = knownDirectories(observation)
  const paths = new Map([...places.values()].map(place => [place.directory.path, place]))
  const all = findSupervises(observation, { children, svscans, places, paths, pipes })
  const supervises = all.filter(({ otherSvscan }) => otherSvscan === null)
  const services = servicesOf(observation.entries, all)
  const unlinked = servicesOf(observation.out, all)
  const separate = separateForeign(observation, { supervises, services, children })
  const hiddenSvscans = findHiddenSvscans(observation, svscans)
  const impostors = findImpostors(observation, svscans, id => places.get(id)?.service ?? null)
  const blind = observation.unreadable.length > 0
  return { ...observation, children, svscans, hiddenSvscans, impostors, blind, unlinked, ...separate }
}

interface KnownDirectory {
  readonly service: string
  readonly role: Supervise['role']
  readonly directory: ServiceDirectory
}

function childrenOf(observation: Observation): ReadonlyMap<number, readonly Process[]> {
  const children = new Map<number, Process[]>()
  for (const process of observation.processes.values()) append(children, process.parent, process)
  return children
}

/** Every directory that an entry leads to, or would lead to. Of two links to one directory, the first counts. */
function knownDirectories(observation: Observation): ReadonlyMap<FileId, KnownDirectory> {
  const places = new Map<FileId, KnownDirectory>()
  const add = (directory: ServiceDirectory, service: string, role: Supervise['role']) => {
    if (!places.has(directory.id)) places.set(directory.id, { service, role, directory })
  }
  const entries = [...observation.entries, ...observation.out]
  for (const { name, directory } of entries) {
    if (directory !== null) add(directory, name, 'service')
  }
  for (const { name, directory } of entries) {
    if (directory?.log != null) add(directory.log, name, 'log')
  }
  return places
}

interface Known {
  readonly children: ReadonlyMap<number, readonly Process[]>
  readonly svscans: readonly Svscan[]
  readonly places: ReadonlyMap<FileId, KnownDirectory>
  readonly paths: ReadonlyMap<string, KnownDirectory>
  readonly pipes: ReadonlyMap<string, Readproctitle>
}

/** Children of this svscan, supervises in a directory that an entry leads to, and those with the pipe of its readproctitle. */
function findSupervises(observation: Observation, known: Known): Supervise[] {
  const parents = new Map(known.svscans.map(svscan => [svscan.process.pid, svscan]))
  const candidates = [...observation.processes.values()].filter(
    process =>
      isSupervise(process, observation) &&
      !isFork(process, observation) &&
      // A supervise that svscan has just started has not yet changed to its own directory.
      process.workingDirectory?.id !== observation.svscanDirectory.id,
  )
  const placed = (process: Process) => known.places.has(process.workingDirectory?.id ?? '')
  const ours = new Set(candidates.filter(process => parents.has(process.parent) || placed(process)))
  const pipes = new Set(
    [
      ...[...ours].map(process => process.descriptors[2]),
      ...known.svscans.map(svscan => svscan.process.descriptors[2]),
    ].filter(pipe => pipe !== undefined && known.pipes.has(pipe)),
  )
  return candidates
    .filter(process => ours.has(process) || pipes.has(process.descriptors[2]))
    .sort((a, b) => a.startTime - b.startTime || a.pid - b.pid)
    .map(process => ({
      ...describeSupervise(process, parents.get(process.parent), known),
      otherSvscan: otherSvscanOf(process, observation),
    }))
}

/**
 * A zombie with the name supervise is a failed fork or has exited: it supervises nothing. If svscan did not start it, it
 * may be another program with that name. A real supervise holds its control FIFO (if svreset may not look, it counts).
 */
function isSupervise(process: Process, { processes }: Observation): boolean {
  if (!isProgram(process, 'supervise') || !isLive(process)) return false
  const parent = processes.get(process.parent)
  if (parent !== undefined && isProgram(parent, 'svscan')) return true
  const open = Object.values(process.descriptors)
  if (process.held != null) return process.held.control !== null
  return open.length === 0 || open.some(path => /\/control(?: \(deleted\))?$/.test(path))
}

/** For a deleted directory, only the path still tells whose it was. */
function knownDirectoryOf(
  { workingDirectory }: Process,
  { places, paths }: Known,
): KnownDirectory | undefined {
  if (workingDirectory === null) return undefined
  return workingDirectory.deleted ? paths.get(workingDirectory.path) : places.get(workingDirectory.id)
}

/** Two svscans may have links to one service. It runs below the one that was first. */
function otherSvscanOf({ parent }: Process, { processes, svscanDirectory }: Observation): Process | null {
  const svscan = processes.get(parent)
  if (svscan?.command !== 'svscan' || !isLive(svscan) || svscan.workingDirectory === null) return null
  return svscan.workingDirectory.id === svscanDirectory.id ? null : svscan
}

function describeSupervise(
  process: Process,
  svscan: Svscan | undefined,
  known: Known,
): Omit<Supervise, 'otherSvscan'> {
  const place = knownDirectoryOf(process, known)
  const name = process.arguments[1]
  const role = place?.role ?? (name === 'log' ? 'log' : 'service')
  return {
    process,
    role,
    service: place?.service ?? (role === 'service' && svscan !== undefined ? (name ?? null) : null),
    svscan: svscan === undefined ? null : svscan.process,
    directory: process.workingDirectory,
    ...childrenOfSupervise(process, place, known),
    reachable:
      place?.directory.control === true &&
      process.workingDirectory?.id === place.directory.id &&
      holdsWhatIsNamed('control', process, place.directory),
  }
}

function childrenOfSupervise(
  { pid }: Process,
  place: KnownDirectory | undefined,
  { children }: Known,
): Pick<Supervise, 'child' | 'logChild'> {
  const status = place?.directory.status ?? null
  const all = children.get(pid) ?? []
  if (status?.stage == null) return { child: childOf(all, status) }
  return childrenInEncore(all, status)
}

function servicesOf(entries: readonly Entry[], supervises: readonly Supervise[]): Service[] {
  const byDirectory = new Map<FileId, Supervise[]>()
  const byName = new Map<string, Supervise[]>()
  for (const supervise of supervises) {
    if (supervise.directory !== null) append(byDirectory, supervise.directory.id, supervise)
    else if (supervise.role === 'service' && supervise.service !== null)
      append(byName, supervise.service, supervise)
  }
  const seen = new Set<FileId>()
  const services: Service[] = []
  for (const entry of entries) {
    const directory = entry.directory
    if (directory === null || seen.has(directory.id)) continue
    seen.add(directory.id)
    services.push({
      name: entry.name,
      entry,
      directory,
      supervises: byDirectory.get(directory.id) ?? byName.get(entry.name) ?? [],
      logSupervises: (directory.log === null ? undefined : byDirectory.get(directory.log.id)) ?? [],
    })
  }
  return services
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
