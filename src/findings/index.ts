import { impostor } from './catalogue/impostor.js'
import { leftoverProcess } from './catalogue/leftover-process.js'
import { fileDescriptorsExhausted, superviseCannotStart, tooManyServices } from './catalogue/limits.js'
import { entryNotALink, linkDangling, linkSameDirectory } from './catalogue/link.js'
import { logMissing, logNotPickedUp } from './catalogue/log.js'
import { logLockHeld } from './catalogue/log-lock-held.js'
import { logShared } from './catalogue/log-shared.js'
import { processStopped } from './catalogue/process-stopped.js'
import { readproctitleErrors, readproctitleMissing } from './catalogue/readproctitle.js'
import { runAtWork, runUnfinished } from './catalogue/run.js'
import { runBadInterpreter, runMissing, runNotExecutable } from './catalogue/run-file.js'
import { serviceDown, servicePaused, serviceWantedDown } from './catalogue/service.js'
import { serviceBlockedOnLog } from './catalogue/service-blocked-on-log.js'
import { serviceDirectoryWritable } from './catalogue/service-directory-writable.js'
import { serviceRestarting } from './catalogue/service-restarting.js'
import { serviceStuckStopping } from './catalogue/service-stuck-stopping.js'
import { statusStale } from './catalogue/status-stale.js'
import { superviseDuplicate } from './catalogue/supervise-duplicate.js'
import { superviseForeign } from './catalogue/supervise-foreign.js'
import { superviseInDeletedDirectory } from './catalogue/supervise-in-deleted-directory.js'
import { superviseMissing } from './catalogue/supervise-missing.js'
import { superviseOrphaned } from './catalogue/supervise-orphaned.js'
import { superviseOutOfProcesses } from './catalogue/supervise-out-of-processes.js'
import { superviseUnlinked } from './catalogue/supervise-unlinked.js'
import { superviseUnreachable } from './catalogue/supervise-unreachable.js'
import { svscanbootMissing, svscanDuplicate, svscanNotRunning } from './catalogue/svscan.js'
import { unreadable } from './catalogue/unreadable.js'
import { zombie } from './catalogue/zombie.js'
import type { FindingDefinition } from './definition.js'

const table = [
  runAtWork,
  runUnfinished,
  svscanNotRunning,
  svscanDuplicate,
  svscanbootMissing,
  readproctitleMissing,
  tooManyServices,
  fileDescriptorsExhausted,
  processStopped,
  superviseForeign,
  superviseInDeletedDirectory,
  superviseDuplicate,
  superviseOrphaned,
  superviseUnlinked,
  superviseUnreachable,
  superviseOutOfProcesses,
  superviseCannotStart,
  superviseMissing,
  linkDangling,
  entryNotALink,
  linkSameDirectory,
  runMissing,
  runNotExecutable,
  runBadInterpreter,
  leftoverProcess,
  logShared,
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
  impostor,
  serviceDirectoryWritable,
  unreadable,
] as const

export type FindingId = (typeof table)[number]['id']

/** Every finding, in the order in which they are shown. A cause that is no finding does not compile here. */
export const definitions: readonly FindingDefinition<FindingId, FindingId>[] = table

const byId: ReadonlyMap<string, FindingDefinition<FindingId, FindingId>> = new Map(
  definitions.map(definition => [definition.id, definition]),
)

export function isFindingId(id: string): id is FindingId {
  return byId.has(id)
}

/** Throws where there is none: a finding comes from this table. */
export function definitionOf(id: string): FindingDefinition<FindingId, FindingId> {
  const definition = byId.get(id)
  if (definition === undefined) throw new Error(`there is no finding ${id}`)
  return definition
}
