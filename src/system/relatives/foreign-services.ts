import type { Family, Process } from '../process.js'
import { idOf } from '../processes.js'
import { isLive } from '../supervise-state.js'
import type { ForeignService, Observation, Service, ServiceDirectory, Supervise } from '../system.js'

/** The scanners of other families that look at this svscan directory. */
export function foreignScanners({ processes, svscanDirectory }: Observation): Process[] {
  return [...processes.values()].filter(
    ({ relative }) => relative?.is === 'scanner' && relative.keeps.includes(svscanDirectory.id),
  )
}

interface Keeping {
  readonly children: ReadonlyMap<number, readonly Process[]>
  readonly scanners: readonly Process[]
}

/** Of these services, those of which a supervisor of another family keeps the service, or its log. */
export function foreignServices(
  { processes }: Observation,
  services: readonly Service[],
  keeping: Keeping,
): ForeignService[] {
  const supervisors = supervisorsIn(processes)
  if (supervisors.length === 0) return []
  return services.flatMap((service): ForeignService[] => {
    const { name } = service
    const directory = inTheirFormat(service.directory, supervisors)
    const log = directory.log
    const named = hiddenNamed(name, supervisors)
    const own = [...keepersOf(directory, supervisors), ...named]
    const logs = log === null ? [] : [...keepersOf(log, supervisors), ...hiddenLogs(name, supervisors)]
    const [first] = [...own, ...logs]
    if (first === undefined) return []
    const supervise = (process: Process, role: Supervise['role'], place: ServiceDirectory): Supervise => ({
      ...{ process, role, service: name, otherSvscan: null, reachable: true },
      svscan: scannerOf(process, keeping.scanners),
      directory: process.workingDirectory?.deleted
        ? process.workingDirectory
        : { path: place.path, id: place.id, deleted: false },
      child: childOf(process, role, directory, keeping.children),
    })
    return [
      {
        ...{ name, entry: service.entry, directory, family: familyOf(first) },
        supervises: own.map(process => supervise(process, 'service', directory)),
        logSupervises: log === null ? [] : logs.map(process => supervise(process, 'log', log)),
      },
    ]
  })
}

/** Where runsv keeps it, the bytes that encore could have written as well are runsv's. */
function inTheirFormat(directory: ServiceDirectory, supervisors: readonly Process[]): ServiceDirectory {
  const { status, log } = directory
  const isRunits = keepersOf(directory, supervisors).some(({ relative }) => relative?.family === 'runit')
  return {
    ...directory,
    status: isRunits && status !== null ? { finishing: false, ...status, stage: null } : status,
    log: log === null ? null : inTheirFormat(log, supervisors),
  }
}

/** Those whose directory no entry leads to any more. */
export function foreignStrays(
  { processes, entries }: Observation,
  services: readonly ForeignService[],
  { children, scanners }: Keeping,
): Supervise[] {
  const known = new Set(
    services.flatMap(({ supervises, logSupervises }) =>
      [...supervises, ...logSupervises].map(({ process }) => process.pid),
    ),
  )
  return supervisorsIn(processes)
    .filter(({ pid }) => !known.has(pid))
    .map(process => ({
      ...{ process, role: 'service', otherSvscan: null, reachable: true },
      service: entries.find(({ name }) => name === process.arguments[1])?.name ?? null,
      svscan: scannerOf(process, scanners),
      directory: process.workingDirectory,
      child: (children.get(process.pid) ?? []).find(isLive) ?? null,
    }))
}

function supervisorsIn(processes: Observation['processes']): Process[] {
  return [...processes.values()].filter(({ relative }) => relative?.is === 'supervisor')
}

function keepersOf({ id, path }: ServiceDirectory, supervisors: readonly Process[]): Process[] {
  return supervisors.filter(
    ({ relative, workingDirectory }) =>
      relative?.keeps.includes(id) ||
      (workingDirectory?.deleted === true && relative?.keeps.length === 0 && workingDirectory.path === path),
  )
}

/** Whose working directory we may not see, its scanner has started by the name of the entry. */
function hiddenNamed(word: string, supervisors: readonly Process[]): Process[] {
  return supervisors.filter(
    ({ workingDirectory, arguments: words }) => workingDirectory === null && words[1] === word,
  )
}

/** One runsv has both. */
function hiddenLogs(name: string, supervisors: readonly Process[]): Process[] {
  return [
    ...hiddenNamed(`${name}/log`, supervisors),
    ...hiddenNamed(name, supervisors).filter(process => familyOf(process) === 'runit'),
  ]
}

function familyOf({ relative }: Process): Family {
  return relative?.family ?? 'other'
}

function scannerOf({ parent }: Process, scanners: readonly Process[]): Supervise['svscan'] {
  const scanner = scanners.find(({ pid }) => pid === parent)
  return scanner === undefined ? null : idOf(scanner)
}

/**
 * What runs `run`: not ./finish, and, as runsv has both, not that of the other of service and log. Only the status
 * tells these apart; a service that has just ended is in none.
 */
function childOf(
  { pid }: Process,
  role: Supervise['role'],
  { status, log }: ServiceDirectory,
  children: ReadonlyMap<number, readonly Process[]>,
): Process | null {
  const [own, other] = role === 'service' ? [status, log?.status] : [log?.status, status]
  if (own?.finishing === true) return null
  const all = children.get(pid) ?? []
  const named = all.find(child => child.pid === own?.pid)
  if (named !== undefined || role === 'log') return named ?? null
  const rest = all.filter(child => child.pid !== other?.pid)
  return rest.find(isLive) ?? rest[0] ?? null
}
