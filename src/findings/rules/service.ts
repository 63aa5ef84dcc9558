import { type Doubt, doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted, secondsSince } from '../../diagnosis/lasting.js'
import { type Rule, type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import {
  age,
  currentStatus,
  idOf,
  livingChild,
  pidsOf,
  runningChild,
  type ServicePart,
} from '../../diagnosis/service-part.js'
import { isLive } from '../../system/interpret.js'
import { quote } from '../../text/quote.js'

export const serviceDown: Rule = {
  id: 'service-down',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: ['run-missing', 'run-not-executable', 'run-bad-interpreter'],
  consequenceOfOwn: ['process-stopped'],
  *find(look) {
    for (const part of look.parts) {
      const { service, name, directory } = part
      const status = currentStatus(part)
      if (status === null || directory.normallyDown || hasChild(part)) continue
      const { stage } = status
      if (stage === 'started' || (status.want === 'down' && stage !== 'failed')) continue
      const key = `service-down:${directory.id}`
      // Between an exit and the next start there is no child for a moment.
      if (status.want === 'up' && lasted(look, key) < 1) {
        yield doubt(service, key, `${name} is between an exit and its next start`, { again: 1 })
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
        `svc -u ${quote(directory.path)}`,
      )
    }
  },
}

export const serviceWantedDown: Rule = {
  id: 'service-wanted-down',
  severity: 'warning',
  mendedBy: 'person',
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
        `svc -u ${quote(directory.path)} when it is to run again`,
      )
    }
  },
}

/** Younger than this, a process may be one of many. */
const settled = 5

export const serviceRestarting: Rule = {
  id: 'service-restarting',
  severity: 'critical',
  mendedBy: 'person',
  consequenceOf: ['log-lock-held', 'leftover-process', 'supervise-duplicate'],
  *find(look) {
    for (const part of look.parts) {
      for (const supervise of part.supervises) yield* restarting(look, part, supervise)
    }
  },
}

function* restarting(
  look: RuleInput,
  part: ServicePart,
  supervise: ServicePart['supervises'][number],
): Iterable<Symptom | Doubt> {
  const { service, name, directory } = part
  const { child, process } = supervise
  if (directory.status?.want === 'down' || supervise.directory?.deleted === true) return
  // What never became `run` is a failed start, not an exit: other rules say why.
  const started = child !== null && child.command !== process.command
  const key = `service-restarting:${idOf(process)}`
  const before = look.history.get(key)
  if (started ? isLive(child) && age(look.system, child) >= settled : before === undefined) return
  const marks = started ? [idOf(child)] : []
  const seen = new Set([...(before?.marks ?? []), ...marks])
  // Nothing new in all that time: the one that has exited stays as it is, and other rules say why.
  if (process.state === 'T' || (seen.size < 2 && lasted(look, key) >= settled)) return
  if (seen.size < 3) {
    yield doubt(service, key, `${name} was started less than ${settled} seconds ago`, { again: 1, marks })
    return
  }
  const tail = look.system.details?.logTails.get(directory.id)
  yield symptom(
    service,
    [process.pid],
    `${quote(name)} keeps exiting: ${seen.size - 1} new starts in ${Math.ceil(lasted(look, key))} seconds`,
    { starts: seen.size - 1, ...(tail === undefined ? {} : { log: tail }) },
    `read its log, mend what ends it; meanwhile svc -d ${quote(directory.path)}`,
  )
  yield remembered(key, marks)
}

export const serviceStuckStopping: Rule = {
  id: 'service-stuck-stopping',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: ['service-blocked-on-log'],
  consequenceOfOwn: ['process-stopped'],
  *find(look) {
    for (const part of look.parts) {
      const child = runningChild(part)
      const status = currentStatus(part)
      if (status?.want !== 'down' || child === null || status.pid !== child.pid) continue
      const key = `service-stuck-stopping:${idOf(child)}`
      const since = Math.max(secondsSince(look, status.changed), lasted(look, key))
      if (since <= 5) {
        yield doubt(part.service, key, `${part.name} was told to stop a moment ago`, { again: 1 })
        continue
      }
      yield remembered(key)
      yield symptom(
        part.service,
        [child.pid],
        `${quote(part.name)} was told to be down ${Math.floor(since)} seconds ago, and its process lives`,
        {
          want: 'down',
          since: new Date(status.changed).toISOString(),
          process: child.arguments.join(' ') || child.command,
        },
        `find out what it waits for; svc -k ${quote(part.directory.path)} ends it without asking`,
      )
    }
  },
}

export const servicePaused: Rule = {
  id: 'service-paused',
  severity: 'warning',
  mendedBy: 'reset',
  *find({ parts }) {
    for (const part of parts) {
      const child = runningChild(part)
      if (currentStatus(part)?.paused !== true || child?.state !== 'T') continue
      yield symptom(
        part.service,
        [child.pid],
        `${quote(part.name)} is paused (svc -p)`,
        { state: 'T', paused: true },
        `svc -c ${quote(part.directory.path)} lets it go on`,
      )
    }
  },
}

function hasChild({ supervises }: ServicePart): boolean {
  return supervises.some(({ child }) => child !== null)
}
