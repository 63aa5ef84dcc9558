import type { Details } from '../details.js'
import { withForeign } from '../relatives/separate-foreign.js'
import type { System } from '../system.js'
import { findBlockedWriters } from './blocked-writers.js'
import { findFailedForks } from './failed-forks.js'
import { readKernelWaits } from './kernel-waits.js'
import { Locks } from './locks.js'
import { findLogLocks } from './log-locks.js'
import { readLogTails } from './log-tails.js'
import { findLogTwins } from './log-twins.js'
import { findLogObstacles, hasSettledLog } from './log-users.js'
import { readLoweredLimits } from './lowered-limits.js'
import { findObstacles } from './obstacles.js'
import { readOpenFiles } from './open-files.js'
import { findOrphans } from './orphans.js'
import { readTermIgnored } from './term-ignored.js'
import { countUnreadBytes } from './unread-bytes.js'

/** Looks more closely only at what the first look found. In a healthy system nothing more is read. */
export function readDetails(ours: System, { stops = false } = {}): Details {
  const system = withForeign(ours)
  const locks = new Locks()
  const blockedWriters = findBlockedWriters(system)
  const doubtfulLogs = system.services.filter(
    service =>
      service.logSupervises.length > 0 &&
      (!hasSettledLog(system, service) || blockedWriters.has(service.directory.id)),
  )
  return {
    logTails: readLogTails(system),
    obstacles: findObstacles(system, locks),
    logLocks: findLogLocks(system, locks),
    logTwins: findLogTwins(system),
    logObstacles: findLogObstacles(doubtfulLogs),
    blockedWriters,
    unreadBytes: countUnreadBytes(system),
    failedForks: findFailedForks(system),
    loweredLimits: readLoweredLimits(system),
    kernelWaits: readKernelWaits(system),
    ...(stops ? { termIgnored: readTermIgnored(system) } : {}),
    orphans: findOrphans(system, locks),
    openFiles: readOpenFiles(system),
  }
}
