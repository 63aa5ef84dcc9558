import type { Cure } from '../../contract/cure.js'
import type { Finding } from '../../contract/finding.js'
import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { symptom } from '../../diagnosis/rule.js'
import { age, idOf, pidsOf } from '../../diagnosis/service-part.js'
import { holdsWhatIsNamed } from '../../system/supervise-state.js'
import type { Supervise, System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { isOfSvscanToKeep, serviceDirectoryOf, supervisesOf, twinToKeep } from '../facts.js'
import { renew } from '../hand-over.js'
import { type Case, cure, forSupervise, type Remedy } from '../remedy.js'

export const superviseDuplicate = defineFinding({
  id: 'supervise-duplicate',
  severity: 'critical',
  title: 'two supervises in one directory',
  meaning:
    'Two or more supervises run in one directory, because supervise/lock was removed, or two svscan started one each. The service runs twice, and the status is that of whichever wrote last.',
  consequenceOf: ['svscan-duplicate', 'supervise-orphaned', 'supervise-in-deleted-directory'],
  *find(look) {
    for (const { service, name, directory, supervises: all } of look.parts) {
      // Of one whose working directory is hidden only the name is known: that is no proof.
      const supervises = all.filter(supervise => supervise.directory !== null)
      if (supervises.length < 2) continue
      // One that finds the lock taken lives for some milliseconds.
      const key = `supervise-duplicate:${supervises.map(({ process }) => idOf(process)).join()}`
      if (supervises.some(({ process }) => age(look.system, process) < 1) && lasted(look, key) === 0) {
        yield doubt(service, key, `a second supervise for ${quote(name)} has just been started`, {
          again: 0.3,
        })
        continue
      }
      yield remembered(key)
      yield symptom(
        service,
        pidsOf(supervises),
        `${supervises.length} supervise run in the directory of ${quote(name)}`,
        { cwd: directory.path, parents: supervises.map(describeParent) },
      )
    }
  },
  remedy: remedyForSuperviseDuplicate,
  bySvreset:
    'keeps the supervise that svscan started and ends the other; where the one that stays has lost its lock, svscan starts it again',
  byHand: 'in the directory, svc -dx until all of them have left',
  resetEnds: true,
  complains: 'always',
  remedyAsConsequence: true,
  inSnapshot: true,
})

function describeParent({ process }: Supervise): string {
  return `pid ${process.pid}, child of ${process.parent}`
}

function remedyForSuperviseDuplicate({ finding, findings, system }: Case): Remedy {
  const twins = supervisesOf(finding, system)
  const keep = twinToKeep(twins)
  if (keep === undefined) return cure('it has ended', [])
  return cure('keep the one that svscan started, end the other', [
    ...(findings.some(({ id }) => id === 'svscan-duplicate') ? bridges(finding, system) : []),
    ...twins.filter(twin => twin !== keep).map(twin => forSupervise('end-twin', twin)),
    ...(hasLock(keep, system) ? [forSupervise('refresh', keep)] : renew(keep, system)),
  ])
}

/** Where the lock was removed, the file of that name is the other one's: the next supervise would start beside this. */
function hasLock(supervise: Supervise, system: System): boolean {
  const directory = serviceDirectoryOf(supervise, system)
  return directory === null || holdsWhatIsNamed('lock', supervise.process, directory)
}

/** Two svscans may each have made a pipe for the log of one service. */
function bridges({ service }: Finding, system: System): Cure[] {
  const its = system.services.find(({ name }) => name === service)?.supervises ?? []
  return its
    .filter(supervise => !isOfSvscanToKeep(supervise, system))
    .map(supervise => forSupervise('bridge', supervise))
}
