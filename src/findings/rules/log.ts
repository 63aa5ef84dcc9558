import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { type Rule, symptom } from '../../diagnosis/rule.js'
import { idOf } from '../../diagnosis/service-part.js'
import type { Process } from '../../system/process.js'
import type { Service, System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { secondsUntilScanned } from './supervise.js'

export const logMissing: Rule = {
  id: 'log-missing',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: [
    'svscan-duplicate',
    'supervise-in-deleted-directory',
    'supervise-cannot-start',
    'supervise-unlinked',
    'supervise-orphaned',
    'file-descriptors-exhausted',
    'svscan-not-running',
  ],
  *find(look) {
    const { system } = look
    const read = new Set(system.supervises.map(({ process }) => process.descriptors[0]))
    for (const service of system.services) {
      const pipe = logPipe(system, service)
      const [supervise] = service.supervises
      if (pipe === null || supervise === undefined || read.has(pipe) || system.blind) continue
      const [other] = service.logSupervises
      const key = `log-missing:${idOf(supervise.process)}`
      const wait = other === undefined ? secondsUntilScanned(look, key, 0) : 0
      if (wait > 0 && !system.details?.obstacles.has(service.directory.log?.id ?? '')) {
        yield doubt(service.name, key, `${service.name}/log may be on its way`, { again: Math.min(1, wait) })
        continue
      }
      yield remembered(key)
      const unread = system.details?.unreadBytes.get(pipe)
      yield symptom(
        service.name,
        [supervise.process.pid],
        other === undefined
          ? `no supervise runs in ${quote(`${service.name}/log`)}: lines are piling up in its pipe`
          : `what runs in ${quote(`${service.name}/log`)} reads another pipe: lines are piling up`,
        {
          pipe,
          unreadBytes: unread ?? 'could not be counted',
          ...(other === undefined ? {} : { otherPipe: other.process.descriptors[0] ?? null }),
        },
        'see to a log that can run; the lines in the pipe are kept as long as svscan runs with the link in place',
      )
    }
  },
}

export const logNotPickedUp: Rule = {
  id: 'log-not-picked-up',
  severity: 'warning',
  mendedBy: 'reset',
  *find({ system }) {
    for (const { name, directory, supervises, logSupervises } of system.services) {
      const [supervise] = supervises
      if (directory.log === null || supervise === undefined || logSupervises.length > 0) continue
      const output = supervise.process.descriptors[1]
      const svscan = system.svscans.find(({ process }) => process.pid === supervise.process.parent)
      if (output === undefined || svscan?.process.descriptors[1] !== output) continue
      yield symptom(
        name,
        [supervise.process.pid],
        `${quote(name)} has a log that svscan does not know: it was added after svscan first saw the service`,
        { log: directory.log.path, standardOutput: output },
        'take the link away, svc -dx it, and link it again 6 s later: only then svscan sees the log',
      )
    }
  },
}

export const logLockHeld: Rule = {
  id: 'log-lock-held',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: [
    'supervise-in-deleted-directory',
    'supervise-unlinked',
    'supervise-duplicate',
    'supervise-orphaned',
  ],
  *find({ system }) {
    for (const { name, directory } of system.services) {
      for (const { path, pid } of system.details?.logLocks.get(directory.log?.id ?? '') ?? []) {
        const holder = system.processes.get(pid)
        yield symptom(
          name,
          pid === 0 ? [] : [pid],
          `the lock of the log directory of ${quote(name)} is held by a process that is not its multilog`,
          { lock: path, holder: holder === undefined ? 'another PID namespace' : commandOf(holder) },
          'end the holder, by its pid',
        )
      }
    }
  },
}

export const serviceBlockedOnLog: Rule = {
  id: 'service-blocked-on-log',
  severity: 'critical',
  mendedBy: 'person',
  consequenceOf: ['log-missing', 'log-lock-held', 'service-wanted-down', 'service-down'],
  consequenceOfOwn: ['process-stopped'],
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
      const log = service.logSupervises[0]?.child ?? null
      yield symptom(
        service.name,
        blocked.pids,
        `${quote(service.name)} is frozen in a write to its log, which takes nothing more`,
        {
          log: log === null ? 'not running' : `${commandOf(log)} (pid ${log.pid}, state ${log.state})`,
          logDirectory: blocked.logDirectory?.path ?? null,
          freeBytes: blocked.logDirectory?.freeBytes ?? null,
          ownerOfLogDirectory: blocked.logDirectory?.uid ?? null,
        },
        'make the log write again: free space, its directory its own, or svc -c and svc -u on it',
      )
      yield remembered(key)
    }
  },
}

/** The pipe that svscan made for a log; null where the output goes where svscan's own goes. */
export function logPipe({ svscans }: System, { supervises }: Service): string | null {
  const pipe = supervises[0]?.process.descriptors[1]
  if (pipe === undefined || !pipe.startsWith('pipe:')) return null
  return svscans.some(({ process }) => process.descriptors[1] === pipe) ? null : pipe
}

function commandOf(process: Process): string {
  return process.arguments.length > 0 ? process.arguments.join(' ') : process.command
}
