import type { Finding } from '../contract/finding.js'
import type { LookJson, LookPart } from '../contract/schemas/look.js'
import { findRestarts } from '../restart/index.js'
import { type RecordedService, recordServices } from '../system/service-record.js'
import { isUp } from '../system/supervise-state.js'
import type { Entry, RunFile, ServiceDirectory, Supervise, System } from '../system/system.js'

export interface LookInput {
  readonly system: System
  readonly findings: readonly Finding[]
  readonly history: LookJson['history']
  /** Whether the arguments of the services' processes may be kept. */
  readonly withArguments: boolean
}

/** The shape of a system: its names, owners, modes, orders and sicknesses. No contents of files. Pure. */
export function makeLook({ system, findings, history, withArguments }: LookInput): LookJson {
  const { svscanDirectory, entries, host, time } = system
  const { path, mode, uid, gid } = svscanDirectory
  const records = new Map(
    recordServices({ ...system, services: [...system.services, ...system.unlinked] }).map(record => [
      record.name,
      record,
    ]),
  )
  const services = [...system.services, ...system.unlinked]
  const names = new Map(services.map(({ name, directory }) => [directory.id, name]))
  const partOf = (directory: ServiceDirectory, name: string, supervises: readonly Supervise[]) =>
    lookPart(directory, records.get(name), supervises, system, withArguments)
  const directoryOf = ({ directory }: Pick<Entry, 'directory'>) => {
    if (directory === null) return null
    const name = names.get(directory.id)
    const service = services.find(each => each.name === name)
    const own = partOf(directory, name ?? '', service?.supervises ?? [])
    const { log } = directory
    return { ...own, log: log === null ? null : partOf(log, `${name}/log`, service?.logSupervises ?? []) }
  }
  return {
    schema: 'svreset/look/1',
    time: new Date(time).toISOString(),
    host,
    serviceDirectory: { path, mode, uid, gid },
    svscan: svscanOf(system),
    entries: [...entries, ...system.unlinked.map(({ entry }) => ({ ...entry, kind: 'out' as const }))].map(
      entry => ({
        name: entry.name,
        kind: entry.kind,
        target: entry.link?.target ?? null,
        uid: entry.link?.uid ?? 0,
        gid: entry.link?.gid ?? 0,
        directory: directoryOf(entry),
      }),
    ),
    findings: causes(findings),
    history,
  }
}

/** What follows from another finding comes by itself. */
function causes(findings: readonly Finding[]): LookJson['findings'] {
  const ids = new Set(findings.map(({ id }) => id))
  const found = findings
    .filter(({ causedBy }) => causedBy === undefined || !ids.has(causedBy))
    .map(({ id, service }) => ({ id, service }))
  return [...new Map(found.map(each => [`${each.id} ${each.service}`, each])).values()]
}

function svscanOf(system: System): LookJson['svscan'] {
  const [svscan] = system.svscans
  if (svscan === undefined) return null
  const restarts = findRestarts(system)
  return {
    started: svscan.svscanboot === null ? 'svscan' : 'svscanboot',
    method: restarts.length === 1 ? (restarts[0]?.method ?? null) : null,
    respawns: restarts.some(({ respawns }) => respawns),
  }
}

function lookPart(
  { path, mode, uid, gid, run, normallyDown }: ServiceDirectory,
  record: RecordedService | undefined,
  supervises: readonly Supervise[],
  { details, children }: System,
  withArguments: boolean,
): LookPart {
  const child = supervises.find(isUp)?.child ?? null
  const below = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, each) => sum + 1 + below(each.pid), 0)
  return {
    path,
    ...{ mode, uid, gid },
    run: runOf(run),
    normally: normallyDown ? 'down' : 'up',
    state: record?.state ?? 'unsupervised',
    want: record?.want ?? null,
    paused: record?.paused ?? false,
    ignoresTerm: child !== null && details?.termIgnored?.has(child.pid) === true,
    children: child === null ? 0 : Math.min(below(child.pid), 1000),
    ...(withArguments && child !== null ? { arguments: child.arguments.slice(0, 256) } : {}),
  }
}

function runOf(run: RunFile): LookPart['run'] {
  if (run.kind === 'unreadable') return 'unknown'
  if (run.kind !== 'executable') return run.kind
  if (run.noexec !== undefined) return 'not-executable'
  return run.interpreter?.usable === false ? 'bad-interpreter' : 'executable'
}
