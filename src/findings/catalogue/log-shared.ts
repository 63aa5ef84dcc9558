import { type Symptom, symptom } from '../../diagnosis/rule.js'
import type { LogTwin } from '../../system/details.js'
import { logPipe } from '../../system/pairs.js'
import type { FileId } from '../../system/process.js'
import { descendants } from '../../system/processes.js'
import type { Service, System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

export const logShared = defineFinding({
  id: 'log-shared',
  severity: 'critical',
  title: 'a log that two services share',
  meaning:
    'The log of two services is one directory, or their multilogs write to one. Only one multilog can have its lock, and it reads only the pipe of one service. The other service stops when its pipe is full.',
  *find({ system }) {
    yield* sharedLogs(system)
    for (const service of system.services) {
      for (const { path, pid } of system.details?.logLocks.get(service.directory.log?.id ?? '') ?? []) {
        const other = ownerOfLog(pid, service, system)
        if (other !== null) yield sharedDirectory(service, other, { path, pid })
      }
      const twin = system.details?.logTwins.get(service.directory.log?.id ?? '')
      const other = twin === undefined ? null : ownerOfLog(twin.pid, service, system)
      if (twin !== undefined && other !== null) yield bothWrite(service, other, twin)
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person: only they know where the lines should go',
  byHand: 'give one of the two a log directory of its own',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** `log` of several services leads to one directory: its supervise reads the pipe of whichever svscan started it for. */
function* sharedLogs(system: System): Iterable<Symptom> {
  const byLog = new Map<FileId, Service[]>()
  for (const service of system.services) {
    const id = service.directory.log?.id
    if (id !== undefined) byLog.set(id, [...(byLog.get(id) ?? []), service])
  }
  for (const service of system.services) {
    const { log } = service.directory
    const sharing = log === null ? [] : (byLog.get(log.id) ?? [])
    if (log === null || sharing.length < 2) continue
    const read = service.logSupervises[0]?.process.descriptors[0]
    const served = sharing.find(each => read !== undefined && logPipe(system, each) === read) ?? sharing[0]
    if (served === undefined || served === service) continue
    yield symptom(
      service.name,
      [...service.supervises, ...service.logSupervises].map(({ process }) => process.pid),
      `${quote(served.name)} and ${quote(service.name)} have one log: what ${quote(service.name)} writes is not read`,
      { log: log.path, services: sharing.map(({ name }) => name) },
      {
        byHand: `give ${quote(service.name)} a log of its own in place of ${quote(`${service.directory.path}/log`)}`,
      },
    )
  }
}

function sharedDirectory(
  service: Service,
  other: Service,
  { path, pid }: { readonly path: string; readonly pid: number },
): Symptom {
  const directory = path.replace(/\/lock$/, '')
  return symptom(
    service.name,
    [pid],
    `${quote(service.name)} and ${quote(other.name)} write their logs to one directory: that of ${quote(service.name)} cannot start`,
    { directory, lock: path, services: [other.name, service.name] },
    {
      byHand: `name another directory than ${quote(directory)} in ${quote(`${service.directory.log?.path}/run`)}`,
    },
  )
}

/** The lock was removed: each rotates and removes the files of the other. */
function bothWrite(service: Service, other: Service, { directory, pid }: LogTwin): Symptom {
  return symptom(
    service.name,
    [pid, ...service.logSupervises.flatMap(({ child }) => child?.pid ?? [])],
    `${quote(service.name)} and ${quote(other.name)} write their logs to one directory at the same time, as its lock was removed`,
    { directory, services: [other.name, service.name] },
    {
      byHand: `name another directory than ${quote(directory)} in ${quote(`${service.directory.log?.path}/run`)}, then restart this log: svc -t ${quote(service.directory.log?.path ?? '')}`,
    },
  )
}

/** The other service whose log this is; null: nobody's. */
export function ownerOfLog(pid: number, service: Service, system: System): Service | null {
  return (
    system.services.find(
      other =>
        other !== service &&
        other.logSupervises.some(({ process }) =>
          descendants(system, process.pid).some(process => process.pid === pid),
        ),
    ) ?? null
  )
}
