import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { mayBeForgotten, secondsPaused } from '../../diagnosis/orders.js'
import { type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import {
  currentStatus,
  livingChild,
  pidsOf,
  runningChild,
  type ServicePart,
  svcFor,
} from '../../diagnosis/service-part.js'
import type { ServiceDirectory, SuperviseStatus } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { supervisesOf } from '../facts.js'
import { type Case, cure, forSupervise, person, type Remedy } from '../remedy.js'
import { isRestarting } from './service-restarting.js'

export const serviceDown = defineFinding({
  id: 'service-down',
  severity: 'critical',
  title: 'a service that is down',
  meaning:
    'The service is normally up, nobody told it to be down or to run once, and it is down: supervise could not start it, or gave it up. The supervise of daemontools-encore gives up what exits with 100, and what its start does not prepare.',
  consequenceOf: ['run-unfinished', 'run-missing', 'run-not-executable', 'run-bad-interpreter'],
  consequenceOfOwn: ['process-stopped', 'supervise-out-of-processes'],
  *find(look) {
    for (const part of look.programs) {
      const { service, name, directory } = part
      const status = currentStatus(part)
      if (status === null || directory.normallyDown || hasChild(part) || restartsUnseen(look, part)) continue
      const { stage } = status
      if (part.isForgotten) {
        yield forgotten(part)
        continue
      }
      // What ran once and has ended is down as somebody has ordered (svc -o), as after svc -d.
      if (stage === 'started' || (status.want !== 'up' && stage !== 'failed')) continue
      const key = downKey(directory, status)
      // Between an exit and the next start there is no child for a moment.
      if (stage !== 'failed' && lasted(look, key) < 1) {
        yield doubt(service, key, `${quote(name)} is between an exit and its next start`, { again: 1 })
        continue
      }
      yield remembered(key)
      yield symptom(
        service,
        pidsOf(part.supervises),
        stage === 'failed'
          ? `${quote(name)} is down: it exited with 100, or its start failed, so supervise does not start it again`
          : `${quote(name)} is down, though it is normally up and was not told to be down`,
        {
          ...{ state: 'down', want: status.want, since: new Date(status.changed).toISOString() },
          ...(stage === 'failed' ? { stage } : {}),
          ...ownLog(part),
        },
        {
          byHand:
            stage === 'failed'
              ? `find out why it gave up; ${svcFor(part, 'u')} starts it again`
              : svcFor(part, 'u'),
        },
      )
    }
  },
  remedy: remedyForServiceDown,
  bySvreset:
    'leaves it to supervise, which tries again within a minute and hears nothing until then; where supervise gave it up, leaves it to a person; starts a log of daemontools-encore that the start of its service has left down',
  byHand: 'svc -u DIRECTORY',
  resetEnds: true,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function forgotten(part: ServicePart): Symptom {
  return symptom(
    part.service,
    pidsOf(part.supervises),
    `${quote(part.name)} is down, though ${quote(part.service)} runs: svc -u starts only the service, and its lines are piling up`,
    { state: 'down', want: 'down', ...ownLog(part) },
    { byHand: svcFor(part, 'u') },
  )
}

function remedyForServiceDown({ finding, system }: Case): Remedy {
  // It has said itself that it must not be started again. If it were, it would only say so once more.
  if (finding.evidence.stage === 'failed') return person(finding.byHand)
  if (finding.evidence.want === 'down')
    return cure(
      'svc -Lu',
      supervisesOf(finding, system).map(supervise => forSupervise('up', supervise, { ownLog: true })),
    )
  // supervise sleeps for 60 seconds where it cannot fork: svc would only wait as well.
  return person('supervise could not start it, and tries again within a minute: readproctitle says why')
}

/** What tells the log that is a file from its service: both have one supervise. */
function ownLog({ isOwnLog }: ServicePart): { readonly program?: './log' } {
  return isOwnLog === true ? { program: './log' } : {}
}

export const serviceWantedDown = defineFinding({
  id: 'service-wanted-down',
  severity: 'warning',
  title: 'a service that was told to be down',
  meaning:
    'Somebody said svc -d, or there was a file down when supervise started, and the service is normally up. After a restart of svscan it would be up again.',
  consequenceOf: ['run-unfinished'],
  *find({ programs }) {
    for (const part of programs) {
      const { service, name, directory } = part
      const status = currentStatus(part)
      if (status?.want !== 'down' || directory.normallyDown || livingChild(part) !== null) continue
      if (status.stage === 'failed' || part.isForgotten) continue
      yield symptom(
        service,
        pidsOf(part.supervises),
        directory.keptDownBy === undefined
          ? `${quote(name)} was told to be down, though it is normally up`
          : `${quote(name)} was told to be down; the file down of svreset's run ${directory.keptDownBy} keeps it so`,
        { state: 'down', want: 'down', since: new Date(status.changed).toISOString(), ...ownLog(part) },
        { byHand: `${svcFor(part, 'u')}  # when it is to run again` },
      )
    }
  },
  remedy: ({ finding }) => person(`it stays down, as ordered (by hand: ${finding.byHand})`),
  bySvreset: 'leaves it down, as ordered',
  byHand: 'svc -u DIRECTORY  # when it is to run again',
  resetEnds: false,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

export const servicePaused = defineFinding({
  id: 'service-paused',
  severity: 'warning',
  title: 'a paused service',
  meaning:
    'Somebody said svc -p more than five minutes ago, which stops the process until svc -c. Before that it is an order, and no finding.',
  *find({ system, programs }) {
    for (const part of programs) {
      const child = runningChild(part)
      const seconds = secondsPaused(system, part)
      if (child === null || seconds === null || !mayBeForgotten(seconds)) continue
      yield symptom(
        part.service,
        [child.pid],
        `${quote(part.name)} is paused (svc -p)`,
        { state: 'T', paused: true, ...ownLog(part) },
        { byHand: `${svcFor(part, 'c')}  # lets it go on` },
      )
    }
  },
  remedy: remedyForServicePaused,
  bySvreset: 'svc -c',
  byHand: 'svc -c DIRECTORY  # lets it go on',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForServicePaused({ finding, system }: Case): Remedy {
  const isLog = finding.evidence.program === './log'
  return cure(
    isLog ? 'svc -Lc' : 'svc -c',
    supervisesOf(finding, system).map(supervise => forSupervise('unpause', supervise, { ownLog: isLog })),
  )
}

/** runsv and s6-supervise reap at once, and wait a second: only the stamp tells one such second from another. */
function downKey({ id }: ServiceDirectory, { finishing, changed }: SuperviseStatus): string {
  return `service-down:${id}${finishing === undefined ? '' : `:${changed}`}`
}

/** The same: often nothing of what keeps exiting is there to be seen. */
function restartsUnseen(look: RuleInput, { supervises, directory }: ServicePart): boolean {
  return directory.status?.finishing === false && supervises.some(supervise => isRestarting(look, supervise))
}

/** Also its ./finish (runit, s6): it is started again when that has ended. */
function hasChild({ supervises, directory }: ServicePart): boolean {
  return supervises.some(({ child }) => child !== null) || directory.status?.finishing === true
}
