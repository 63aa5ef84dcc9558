import { entryNotALink, linkDangling, linkSameDirectory } from './remedies/links.js'
import { logLockHeld, logMissing, logNotPickedUp } from './remedies/logs.js'
import {
  leftoverProcess,
  processStopped,
  serviceDown,
  servicePaused,
  serviceStuckStopping,
  statusStale,
} from './remedies/services.js'
import {
  superviseDuplicate,
  superviseInDeletedDirectory,
  superviseMissing,
  superviseOrphaned,
  superviseUnlinked,
} from './remedies/supervises.js'
import {
  fileDescriptorsExhausted,
  readproctitleMissing,
  svscanbootMissing,
  svscanDuplicate,
  svscanNotRunning,
  tooManyServices,
} from './remedies/svscan.js'
import { readproctitleErrors } from './remedies/title.js'
import type { Case, Remedy } from './remedy.js'
import { person } from './remedy.js'

interface Row {
  readonly remedy: (the: Case) => Remedy
  /** It needs its remedy although it is only a consequence: what its cause's remedy does, leaves it. */
  readonly evenAsConsequence?: true
}

/** What becomes of each finding of the catalogue. */
export const remedies: Readonly<Record<string, Row>> = {
  'svscan-not-running': { remedy: svscanNotRunning },
  'svscan-duplicate': { remedy: svscanDuplicate },
  'svscanboot-missing': { remedy: svscanbootMissing },
  'readproctitle-missing': { remedy: readproctitleMissing },
  'too-many-services': { remedy: tooManyServices },
  'file-descriptors-exhausted': { remedy: fileDescriptorsExhausted },
  'process-stopped': { remedy: processStopped },
  'supervise-in-deleted-directory': { remedy: superviseInDeletedDirectory },
  'supervise-duplicate': { remedy: superviseDuplicate, evenAsConsequence: true },
  'supervise-orphaned': { remedy: superviseOrphaned, evenAsConsequence: true },
  'supervise-unlinked': { remedy: superviseUnlinked },
  'supervise-cannot-start': { remedy: ({ finding }) => person(finding.remedy) },
  'supervise-missing': { remedy: superviseMissing, evenAsConsequence: true },
  'link-dangling': { remedy: linkDangling },
  'entry-not-a-link': { remedy: entryNotALink },
  'link-same-directory': { remedy: linkSameDirectory },
  'run-missing': { remedy: ({ finding }) => person(finding.remedy) },
  'run-not-executable': { remedy: ({ finding }) => person(finding.remedy) },
  'run-bad-interpreter': { remedy: ({ finding }) => person(finding.remedy) },
  'leftover-process': { remedy: leftoverProcess },
  'log-lock-held': { remedy: logLockHeld },
  'log-missing': { remedy: logMissing },
  'log-not-picked-up': { remedy: logNotPickedUp },
  'service-blocked-on-log': { remedy: ({ finding }) => person(finding.remedy) },
  'service-restarting': { remedy: ({ finding }) => person(finding.remedy) },
  'service-down': { remedy: serviceDown },
  'service-wanted-down': { remedy: ({ finding }) => person(`as somebody has ordered; ${finding.remedy}`) },
  'service-stuck-stopping': { remedy: serviceStuckStopping },
  'service-paused': { remedy: servicePaused },
  'status-stale': { remedy: statusStale, evenAsConsequence: true },
  zombie: { remedy: ({ finding }) => person(finding.remedy) },
  'readproctitle-errors': { remedy: readproctitleErrors, evenAsConsequence: true },
  'service-directory-writable': { remedy: ({ finding }) => person(finding.remedy) },
  unreadable: { remedy: ({ finding }) => person(finding.remedy) },
}
