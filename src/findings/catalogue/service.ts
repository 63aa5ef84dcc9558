import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { mayBeForgotten, secondsPaused } from '../../diagnosis/orders.js'
import { symptom } from '../../diagnosis/rule.js'
import {
  currentStatus,
  livingChild,
  pidsOf,
  runningChild,
  type ServicePart,
} from '../../diagnosis/service-part.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { supervisesOf } from '../facts.js'
import { type Case, cure, forSupervise, person, type Remedy } from '../remedy.js'

export const serviceDown = defineFinding({
  id: 'service-down',
  severity: 'critical',
  title: 'a service that is down',
  meaning:
    'The service is normally up, nobody told it to be down or to run once, and it is down: supervise could not start it, or gave it up.',
  consequenceOf: ['run-unfinished', 'run-missing', 'run-not-executable', 'run-bad-interpreter'],
  consequenceOfOwn: ['process-stopped', 'supervise-out-of-processes'],
  *find(look) {
    for (const part of look.parts) {
      const { service, name, directory } = part
      const status = currentStatus(part)
      if (status === null || directory.normallyDown || hasChild(part)) continue
      const { stage } = status
      // What ran once and has ended is down as somebody has ordered (svc -o), as after svc -d.
      if (stage === 'started' || (status.want !== 'up' && stage !== 'failed')) continue
      const key = `service-down:${directory.id}`
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
          ? `${quote(name)} is down: supervise has given it up`
          : `${quote(name)} is down, though it is normally up and was not told to be down`,
        { state: 'down', want: status.want, since: new Date(status.changed).toISOString() },
        { byHand: `svc -u ${quote(directory.path)}` },
      )
    }
  },
  remedy: remedyForServiceDown,
  bySvreset:
    'svc -u where supervise gave it up; else leaves it to supervise, which tries again within a minute and hears nothing until then',
  byHand: 'svc -u DIRECTORY',
  resetEnds: true,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForServiceDown({ finding, system }: Case): Remedy {
  // supervise sleeps for 60 seconds where it cannot fork: svc would only wait as well.
  if (finding.evidence.want === 'up')
    return person('supervise could not start it, and tries again within a minute: readproctitle says why')
  return cure(
    'svc -u',
    supervisesOf(finding, system).map(supervise => forSupervise('up', supervise)),
  )
}

export const serviceWantedDown = defineFinding({
  id: 'service-wanted-down',
  severity: 'warning',
  title: 'a service that was told to be down',
  meaning:
    'Somebody said svc -d, or there was a file down when supervise started, and the service is normally up. After a restart of svscan it would be up again.',
  consequenceOf: ['run-unfinished'],
  *find({ parts }) {
    for (const part of parts) {
      const { service, name, directory } = part
      const status = currentStatus(part)
      if (status?.want !== 'down' || directory.normallyDown || livingChild(part) !== null) continue
      if (status.stage === 'failed') continue
      yield symptom(
        service,
        pidsOf(part.supervises),
        `${quote(name)} was told to be down, though it is normally up`,
        { state: 'down', want: 'down', since: new Date(status.changed).toISOString() },
        { byHand: `svc -u ${quote(directory.path)}  # when it is to run again` },
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
  *find({ system, parts }) {
    for (const part of parts) {
      const child = runningChild(part)
      const seconds = secondsPaused(system, part)
      if (child === null || seconds === null || !mayBeForgotten(seconds)) continue
      yield symptom(
        part.service,
        [child.pid],
        `${quote(part.name)} is paused (svc -p)`,
        { state: 'T', paused: true },
        { byHand: `svc -c ${quote(part.directory.path)}  # lets it go on` },
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
  return cure(
    'svc -c',
    supervisesOf(finding, system).map(supervise => forSupervise('unpause', supervise)),
  )
}

/** Also its ./finish (runit, s6): it is started again when that has ended. */
function hasChild({ supervises, directory }: ServicePart): boolean {
  return supervises.some(({ child }) => child !== null) || directory.status?.finishing === true
}
