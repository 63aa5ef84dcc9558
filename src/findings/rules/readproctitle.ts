import { type Rule, type Symptom, symptom } from '../../diagnosis/rule.js'
import { splitTitle, type TitleMessage } from '../../diagnosis/title.js'

export const readproctitleMissing: Rule = {
  id: 'readproctitle-missing',
  severity: 'critical',
  mendedBy: 'reset',
  *find({ system }) {
    for (const { process, svscanboot, readproctitle, errorReaders } of system.svscans) {
      const target = process.descriptors[2]
      if (readproctitle !== null || target === undefined) continue
      const unread = errorReaders?.length === 0
      if (!unread && svscanboot === null) continue
      yield symptom(
        null,
        [process.pid],
        unread
          ? "nothing reads svscan's errors: svscan dies of SIGPIPE when it next has one to tell"
          : "svscan's errors go to no readproctitle",
        { standardError: target, readers: (errorReaders ?? []).map(String) },
        unread
          ? `readproctitle service errors: ………… </proc/${process.pid}/fd/2 &`
          : 'start svscan so that its errors go to a readproctitle',
      )
    }
  },
}

export const readproctitleErrors: Rule = {
  id: 'readproctitle-errors',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: [
    'svscan-duplicate',
    'supervise-in-deleted-directory',
    'supervise-duplicate',
    'supervise-orphaned',
    'supervise-cannot-start',
    'run-missing',
    'run-not-executable',
    'run-bad-interpreter',
    'link-dangling',
    'log-lock-held',
    'too-many-services',
    'file-descriptors-exhausted',
    'service-restarting',
    'status-stale',
    'supervise-unlinked',
    'log-missing',
    'service-blocked-on-log',
    'process-stopped',
    'unreadable',
  ],
  *find({ system }) {
    for (const { readproctitle } of system.svscans) {
      if (readproctitle === null) continue
      const byService = new Map<string | null, TitleMessage[]>()
      for (const message of splitTitle(readproctitle.title)) {
        byService.set(message.service, [...(byService.get(message.service) ?? []), message])
      }
      for (const [service, messages] of byService) yield errors(readproctitle.process.pid, service, messages)
    }
  },
}

function errors(pid: number, service: string | null, messages: readonly TitleMessage[]): Symptom {
  const own = messages.some(({ program }) => program !== 'other')
  const count = messages.reduce((sum, message) => sum + message.count, 0)
  return symptom(
    service,
    [pid],
    own
      ? `readproctitle shows ${count === 1 ? 'an error' : `${count} errors`} of daemontools`
      : `readproctitle shows what a service printed: it has no log, or its standard error is not redirected`,
    { messages: messages.map(describe) },
    own
      ? 'cure the cause, then write dots to the pipe that readproctitle reads'
      : 'redirect its standard error in run (exec 2>&1), and give it a log',
    own ? 'critical' : 'warning',
  )
}

function describe({ text, count, cut }: TitleMessage): string {
  return `${count} × ${cut ? '…' : ''}${text}`
}
