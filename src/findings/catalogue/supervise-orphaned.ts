import { symptom } from '../../diagnosis/rule.js'
import { superviseName } from '../../diagnosis/service-part.js'
import { entryNameOf } from '../../system/pairs.js'
import type { Supervise, System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { isOrderedDown, serviceDirectoryOf, staysAsOrdered, successorOf, supervisesOf } from '../facts.js'
import { renew, retire, serviceOfLog } from '../hand-over.js'
import { type Case, cure, forSupervise, person, type Remedy } from '../remedy.js'
import { remedyForSuperviseInDeletedDirectory } from './supervise-in-deleted-directory.js'

export const superviseOrphaned = defineFinding({
  id: 'supervise-orphaned',
  severity: 'critical',
  title: 'a supervise without svscan',
  meaning:
    'The parent of this supervise is not the svscan of its directory: it was started by hand, or its svscan was killed. When it ends, nothing starts the service again.',
  consequenceOf: ['run-unfinished', 'svscan-not-running', 'svscan-duplicate'],
  *find({ system }) {
    if (system.hiddenSvscans.length > 0) return
    for (const supervise of system.supervises) {
      if (supervise.svscan !== null) continue
      const { process, directory } = supervise
      const reachable = directory?.deleted === false
      yield symptom(
        supervise.service,
        [process.pid],
        `the supervise for ${quote(superviseName(supervise))} is not a child of svscan: when it goes, nothing restarts it`,
        { parent: process.parent, cwd: directory?.path ?? null },
        reachable ? { byHand: `svc -dx ${quote(directory.path)}  # svscan starts its own` } : {},
      )
    }
  },
  remedy: remedyForSuperviseOrphaned,
  bySvreset:
    'ends it just before the next scan of svscan, which starts it again as its own; what was told to be down is left to a person',
  byHand: 'svc -dx DIRECTORY  # svscan starts its own',
  resetEnds: true,
  complains: 'always',
  remedyAsConsequence: true,
  inSnapshot: true,
})

function remedyForSuperviseOrphaned({ finding, findings, system }: Case): Remedy {
  const orphans = supervisesOf(finding, system)
  const [orphan] = orphans
  if (orphan === undefined) return cure('it has ended', [])
  if (orphan.directory?.deleted === true)
    return remedyForSuperviseInDeletedDirectory({ finding, findings: [], system })
  const path = quote(orphan.directory?.path ?? '')
  if (serviceDirectoryOf(orphan, system) === null) return unlinkedOrphan(orphan, system)
  if (findings.some(({ id, service }) => id === 'service-blocked-on-log' && service === finding.service))
    return person('its log takes nothing: fix that first, or lines are lost')
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
