import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { commandFor, evidenceOf, whyNot } from '../../diagnosis/log-obstacle.js'
import { type Symptom, symptom } from '../../diagnosis/rule.js'
import type { BlockedWriters, LogObstacle } from '../../system/details.js'
import type { Process } from '../../system/process.js'
import type { Service } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

export const serviceBlockedOnLog = defineFinding({
  id: 'service-blocked-on-log',
  severity: 'critical',
  title: 'a service that waits for its log',
  meaning:
    'The service hangs in a write to its log pipe, which is full: multilog is paused, its disk is full, or its directory belongs to somebody else.',
  consequenceOf: ['log-shared', 'log-missing', 'log-lock-held', 'service-wanted-down', 'service-down'],
  consequenceOfOwn: ['process-stopped', 'service-restarting'],
  *find(look) {
    const { system } = look
    for (const service of system.services) {
      const blocked = system.details?.blockedWriters.get(service.directory.id)
      const [pid] = blocked?.pids ?? []
      if (blocked === undefined || pid === undefined) continue
      const key = `service-blocked-on-log:${service.directory.id}:${pid}`
      // A log that writes a lot is behind now and then.
      if (lasted(look, key) < 0.8) {
        yield doubt(service.name, key, `${service.name} waits for its log`, { again: 1 })
        continue
      }
      const obstacle = system.details?.logObstacles.get(service.directory.log?.id ?? '')
      const log = service.logSupervises[0]?.child ?? service.supervises[0]?.logChild ?? null
      yield symptom(
        service.name,
        blocked.pids,
        `${quote(service.name)} is frozen in a write to its log, which ${obstacle === undefined ? whyFull(log, blocked) : whyNot(obstacle)}`,
        {
          log: log === null ? 'not running' : `${commandOf(log)} (pid ${log.pid}, state ${log.state})`,
          logDirectory: blocked.logDirectory?.path ?? null,
          freeBytes: blocked.logDirectory?.freeBytes ?? null,
          ownerOfLogDirectory: blocked.logDirectory?.uid ?? null,
          ...(obstacle === undefined ? {} : evidenceOf(obstacle)),
        },
        adviceFor(service, obstacle),
      )
      yield remembered(key)
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand: 'make the log write again: free space, its directory its own, or svc -c and svc -u on it',
  resetEnds: false,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** What is seen of the log, as the reason. */
function whyFull(log: Process | null, { logDirectory }: BlockedWriters): string {
  if (log === null) return 'does not run'
  if (log.state === 'T') return `is stopped: pid ${log.pid} (svc -p, or SIGSTOP)`
  if (logDirectory?.freeBytes === 0)
    return `cannot write: its disk is full: 0 bytes free on ${quote(logDirectory.path)}`
  return 'takes nothing more'
}

/** Where it can be said more exactly than in general. */
function adviceFor({ directory }: Service, obstacle: LogObstacle | undefined): Pick<Symptom, 'byHand'> {
  if (obstacle !== undefined) return { byHand: commandFor(obstacle) }
  if (directory.status?.log == null) return {}
  return {
    byHand: `make the log write again: free space, its directory its own, or svc -Lcu ${quote(directory.path)}`,
  }
}

function commandOf(process: Process): string {
  return process.arguments.length > 0 ? process.arguments.join(' ') : process.command
}
