import type { Rule } from '../diagnosis/rule.js'
import { fileDescriptorsExhausted, superviseCannotStart, tooManyServices } from './rules/limits.js'
import { entryNotALink, linkDangling, linkSameDirectory } from './rules/link.js'
import { logLockHeld, logMissing, logNotPickedUp, serviceBlockedOnLog } from './rules/log.js'
import { serviceDirectoryWritable } from './rules/permissions.js'
import { leftoverProcess, processStopped, statusStale } from './rules/process.js'
import { readproctitleErrors, readproctitleMissing } from './rules/readproctitle.js'
import { runBadInterpreter, runMissing, runNotExecutable } from './rules/run-file.js'
import {
  serviceDown,
  servicePaused,
  serviceRestarting,
  serviceStuckStopping,
  serviceWantedDown,
} from './rules/service.js'
import {
  superviseDuplicate,
  superviseInDeletedDirectory,
  superviseMissing,
  superviseOrphaned,
  superviseUnlinked,
} from './rules/supervise.js'
import { svscanbootMissing, svscanDuplicate, svscanNotRunning } from './rules/svscan.js'
import { unreadable } from './rules/unreadable.js'
import { zombie } from './rules/zombie.js'

/** The catalogue: ids, severities, who mends, and what causes what all come from here. */
export const rules: readonly Rule[] = [
  svscanNotRunning,
  svscanDuplicate,
  svscanbootMissing,
  readproctitleMissing,
  tooManyServices,
  fileDescriptorsExhausted,
  processStopped,
  superviseInDeletedDirectory,
  superviseDuplicate,
  superviseOrphaned,
  superviseUnlinked,
  superviseCannotStart,
  superviseMissing,
  linkDangling,
  entryNotALink,
  linkSameDirectory,
  runMissing,
  runNotExecutable,
  runBadInterpreter,
  leftoverProcess,
  logLockHeld,
  logMissing,
  logNotPickedUp,
  serviceBlockedOnLog,
  serviceRestarting,
  serviceDown,
  serviceWantedDown,
  serviceStuckStopping,
  servicePaused,
  statusStale,
  zombie,
  readproctitleErrors,
  serviceDirectoryWritable,
  unreadable,
]
