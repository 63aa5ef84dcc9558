import type { Rule } from './rule.js'
import { entryNotALink, linkDangling, linkSameDirectory } from './rules/link.js'
import { serviceDirectoryWritable } from './rules/permissions.js'
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
  superviseInDeletedDirectory,
  superviseDuplicate,
  superviseOrphaned,
  superviseUnlinked,
  superviseMissing,
  linkDangling,
  entryNotALink,
  linkSameDirectory,
  runMissing,
  runNotExecutable,
  runBadInterpreter,
  serviceRestarting,
  serviceDown,
  serviceWantedDown,
  serviceStuckStopping,
  servicePaused,
  zombie,
  readproctitleErrors,
  serviceDirectoryWritable,
  unreadable,
]
