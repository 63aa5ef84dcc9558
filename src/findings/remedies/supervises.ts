import type { Cure } from '../../contract/cure.js'
import type { Finding } from '../../contract/finding.js'
import { isUp } from '../../system/interpret.js'
import { entryNameOf, logBesides, logOf } from '../../system/pairs.js'
import type { Supervise, System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import {
  isOfSvscanToKeep,
  isOrderedDown,
  isStartedByHand,
  serviceDirectoryOf,
  staysAsOrdered,
  successorOf,
  supervisesOf,
  twinToKeep,
} from '../facts.js'
import { type Case, cure, forSupervise, item, person, type Remedy } from '../remedy.js'

export function superviseInDeletedDirectory({ finding, system }: Case): Remedy {
  const old = supervisesOf(finding, system)
  const precious = old.find(supervise => isUp(supervise) && successorOf(supervise, system) === null)
  if (precious !== undefined) {
    const path = precious.directory?.path ?? ''
    return person(
      `${quote(path)} is gone and what it runs lives on: ended, it could not be started again. Make the directory anew, then svreset repair`,
    )
  }
  return cure('end it through its own control descriptor', retire(old, system))
}

export function superviseDuplicate({ finding, findings, system }: Case): Remedy {
  const twins = supervisesOf(finding, system)
  const keep = twinToKeep(twins)
  if (keep === undefined) return cure('it has ended', [])
  return cure('keep the one that svscan started, end the other', [
    ...(findings.some(({ id }) => id === 'svscan-duplicate') ? bridges(finding, system) : []),
    ...twins.filter(twin => twin !== keep).map(twin => forSupervise('end-twin', twin)),
    forSupervise('refresh', keep),
  ])
}

/** Two svscans may each have made a pipe for the log of one service. */
function bridges({ service }: Finding, system: System): Cure[] {
  const its = system.services.find(({ name }) => name === service)?.supervises ?? []
  return its
    .filter(supervise => !isOfSvscanToKeep(supervise, system))
    .map(supervise => forSupervise('bridge', supervise))
}

export function superviseOrphaned({ finding, findings, system }: Case): Remedy {
  const orphans = supervisesOf(finding, system)
  const [orphan] = orphans
  if (orphan === undefined) return cure('it has ended', [])
  if (orphan.directory?.deleted === true)
    return superviseInDeletedDirectory({ finding, findings: [], system })
  const path = quote(orphan.directory?.path ?? '')
  if (serviceDirectoryOf(orphan, system) === null) return unlinkedOrphan(orphan, system)
  if (findings.some(({ id, service }) => id === 'service-blocked-on-log' && service === finding.service))
    return person('its log takes nothing: mend that first, or lines are lost')
  if (isOrderedDown(orphan, system))
    return person(
      `it was told to be down, and svscan's own supervise would start it: make a file down in ${path}, then svreset repair`,
    )
  if (staysAsOrdered(orphan, system))
    return person('its service was told to be down, and stays: it goes where that goes')
  return cure(
    "end it just before svscan's next scan: svscan starts it again as its own",
    orphans.flatMap(each => renew(each, system)),
  )
}

export function superviseUnlinked({ finding, system }: Case): Remedy {
  const unlinked = supervisesOf(finding, system)
  const [supervise] = unlinked
  const path = supervise?.directory?.path
  if (supervise === undefined || path === undefined) return cure('it has ended', [])
  const service = supervise.role === 'log' ? serviceOfLog(supervise, system) : supervise
  if (service !== null && successorOf(service, system) !== null)
    return cure('end the old copy and its log', retire([service, supervise], system))
  const name = service === null ? null : entryNameOf(service)
  if (service === null || name === null || system.entries.some(entry => entry.name === name))
    return person(`end it with svc -dx ${quote(path)}, or link it by another name`)
  return cure('put the link back', [forSupervise('put-back', service)])
}

/** A log in `DIRECTORY/log` is that of the service in DIRECTORY. */
function serviceOfLog({ directory }: Supervise, { supervises }: System): Supervise | null {
  return (
    supervises.find(
      other => other.role === 'service' && `${other.directory?.path}/log` === directory?.path,
    ) ?? null
  )
}

/** The service first; its log when it has read what is left. */
function retire(old: readonly Supervise[], system: System): Cure[] {
  const logs = old.flatMap(supervise =>
    supervise.role === 'log' ? [supervise] : (logOf(system, supervise) ?? []),
  )
  return [
    ...old.filter(({ role }) => role === 'service').map(each => forSupervise('retire', each)),
    ...logs.map(log => forSupervise('retire-log', log)),
  ]
}

/** With the last process that has a pipe, what waits in it is lost: it is handed on before. */
export function renew(supervise: Supervise, system: System): Cure[] {
  const isCutOff = logBesides(system, supervise) !== null && !isOfSvscanToKeep(supervise, system)
  return [
    ...(isCutOff ? [forSupervise('bridge', supervise)] : []),
    forSupervise('renew', supervise),
    // The next one makes the directory supervise/ again, and there the old one writes, when it leaves, that it is down.
    ...(supervise.reachable ? [] : [forSupervise('refresh', supervise)]),
    ...(isStartedByHand(supervise, system) ? [forSupervise('as-before', supervise)] : []),
  ]
}

/** Whatever kept svscan from it is cured first: then it needs its next scan. */
export function superviseMissing({ finding }: Case): Remedy {
  const { service, causedBy } = finding
  if (causedBy === undefined || service === null)
    return person('readproctitle may show why svscan does not start it; svreset starts everything anew')
  return cure('svscan starts it when it next looks', [
    { cure: 'start', item: item({ name: service, service }) },
  ])
}

/** svscan takes over only what a link leads to. */
function unlinkedOrphan(orphan: Supervise, system: System): Remedy {
  const service = orphan.role === 'log' ? serviceOfLog(orphan, system) : orphan
  if (service !== null && successorOf(service, system) !== null)
    return cure('end the old copy and its log', retire([service, orphan], system))
  const name = service === null ? null : entryNameOf(service)
  if (service === null || name === null || system.entries.some(entry => entry.name === name)) {
    const path = quote(orphan.directory?.path ?? '')
    return person(
      `no link names ${path}: svscan would not start it again. End it with svc -dx ${path}, or link it`,
    )
  }
  return cure('put the link back, then hand it over to svscan', [
    forSupervise('put-back', service),
    forSupervise('renew', orphan),
  ])
}
