import { type Symptom, symptom } from '../../diagnosis/rule.js'
import { splitTitle, type TitleMessage } from '../../diagnosis/title.js'
import { brief } from '../../text/excerpt.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { type Case, clearTitle, cure, forProcess, type Remedy } from '../remedy.js'

export const readproctitleMissing = defineFinding({
  id: 'readproctitle-missing',
  severity: 'critical',
  title: 'no readproctitle',
  meaning:
    'The errors of svscan go to no readproctitle: it was killed, or svscan was started without one. Where nothing reads the pipe any more, svscan dies of SIGPIPE with its next message.',
  consequenceOf: ['run-unfinished'],
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
        {
          byHand: unread
            ? `readproctitle service errors: $(printf %400s | tr ' ' .) </proc/${process.pid}/fd/2 &`
            : 'start svscan so that its errors go to a readproctitle',
        },
      )
    }
  },
  remedy: remedyForReadproctitleMissing,
  bySvreset:
    'starts a readproctitle on the pipe that nobody reads; where there is no such pipe, it leaves this to a reset at a quiet hour',
  byHand: 'start a readproctitle on the pipe that svscan writes its errors to',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForReadproctitleMissing({ finding, system }: Case): Remedy {
  const unread = system.svscans.filter(
    ({ process, errorReaders }) => finding.pids.includes(process.pid) && errorReaders?.length === 0,
  )
  if (unread.length === 0)
    return { kind: 'reset', says: 'only a reset connects svscan with a readproctitle again', urgent: false }
  return cure(
    "start a readproctitle that reads the pipe of svscan's errors",
    unread.map(({ process }) => forProcess('read-errors', process, 'svscan', null)),
  )
}

export const readproctitleErrors = defineFinding({
  id: 'readproctitle-errors',
  severity: 'critical',
  title: 'errors in the title of readproctitle',
  meaning:
    'The title that ps shows for readproctitle holds more than dots. Messages of svscan, supervise and multilog are errors; what a service printed is a warning: the service has no log, or does not redirect its standard error.',
  consequenceOf: 'complaints',
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
  remedy: remedyForReadproctitleErrors,
  bySvreset: 'notes the messages in the journal and writes dots over them',
  byHand:
    'cure the cause, then write dots to the pipe that readproctitle reads; redirect the standard error of a service in run (exec 2>&1), and give it a log',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: true,
  inSnapshot: true,
})

function errors(pid: number, service: string | null, messages: readonly TitleMessage[]): Symptom {
  const own = messages.some(({ program }) => program !== 'other')
  const count = messages.reduce((sum, message) => sum + message.count, 0)
  return symptom(
    service,
    [pid],
    own
      ? `readproctitle shows ${count === 1 ? 'an error' : `${count} errors`} of daemontools${suchAs(messages)}`
      : `readproctitle shows what a service printed: it has no log, or its standard error is not redirected`,
    { messages: messages.map(describe) },
    {
      byHand: own
        ? 'cure the cause, then write dots to the pipe that readproctitle reads'
        : 'redirect its standard error in run (exec 2>&1), and give it a log',
      severity: own ? 'critical' : 'warning',
    },
  )
}

/** Most of them are about one thing, and the first is as good as any to tell which. */
function suchAs(messages: readonly TitleMessage[]): string {
  const said = messages.find(({ program, cut }) => program !== 'other' && !cut)
  return said === undefined ? '' : `${messages.length === 1 ? ':' : ', such as'} ${quote(brief(said.text))}`
}

function describe({ text, count, cut }: TitleMessage): string {
  return `${count} × ${cut ? '…' : ''}${text}`
}

/** The text is kept in the journal: what a service without a log has printed stands nowhere else. */
function remedyForReadproctitleErrors({ finding }: Case): Remedy {
  const advice = finding.severity === 'warning' ? `; ${finding.byHand}` : ''
  return cure(`note it in the journal, and write dots over it${advice}`, [clearTitle])
}
