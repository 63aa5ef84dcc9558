import { type Doubt, doubt, remembered } from '../../diagnosis/doubt.js'
import { endingOf } from '../../diagnosis/ending.js'
import { lasted } from '../../diagnosis/lasting.js'
import { commandFor, evidenceOf, whyNot } from '../../diagnosis/log-obstacle.js'
import { type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import { age, idOf, type ServicePart } from '../../diagnosis/service-part.js'
import { isLive } from '../../system/supervise-state.js'
import type { Supervise } from '../../system/system.js'
import { brief } from '../../text/excerpt.js'
import { listed } from '../../text/list.js'
import { quote } from '../../text/quote.js'
import { decodeLogLine } from '../../text/tai64n.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

/** Younger than this, a process may be one of many. */
const settled = 5

export const serviceRestarting = defineFinding({
  id: 'service-restarting',
  severity: 'critical',
  title: 'a service that keeps exiting',
  meaning:
    'The process exits soon after each start, and supervise starts it again every second. The last lines of its log are the evidence.',
  consequenceOf: ['log-lock-held', 'log-shared', 'leftover-process', 'supervise-duplicate'],
  *find(look) {
    for (const part of look.programs) {
      for (const supervise of part.supervises) yield* restarting(look, part, supervise)
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand:
    'read its log, or readproctitle, and fix what ends it; meanwhile svc -d DIRECTORY, but never of a log: its service would stop when the pipe is full',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** It was certain in this look, or an earlier one in a row. */
export function isRestarting(look: RuleInput, supervise: Supervise): boolean {
  const { child, process } = supervise
  const marks = new Set(look.history.get(keyOf(supervise))?.marks)
  const started = child !== null && child.command !== process.command
  if (started && isLive(child) && age(look.system, child) >= settled) return false
  return (started ? marks.add(idOf(child)) : marks).size >= 3
}

/** One supervise may keep two programs: its service, and its own log. */
function keyOf({ process, role }: Supervise): string {
  return `service-restarting:${role}:${idOf(process)}`
}

function* restarting(look: RuleInput, part: ServicePart, supervise: Supervise): Iterable<Symptom | Doubt> {
  const { service, name, directory } = part
  const { child, process } = supervise
  if (directory.status?.want === 'down' || supervise.directory?.deleted === true) return
  // What never became `run` is a failed start, not an exit: other rules say why.
  const started = child !== null && child.command !== process.command
  const key = keyOf(supervise)
  const before = look.history.get(key)
  const reaped = started ? null : stampOfReaped(part)
  if (started ? isLive(child) && age(look.system, child) >= settled : before === undefined && reaped === null)
    return
  const marks = started ? [idOf(child)] : reaped === null ? [] : [reaped]
  const seen = new Set([...(before?.marks ?? []), ...marks])
  const { how, limits, remember } = endingsOf(look, supervise)
  yield* remember
  // Nothing new in all that time: the one that has exited stays as it is, and other rules say why.
  if (process.state === 'T' || (seen.size < 2 && lasted(look, key) >= settled)) return
  if (seen.size < 3) {
    yield doubt(service, key, `${quote(name)} was started less than ${settled} seconds ago`, {
      again: 1,
      marks,
    })
    return
  }
  yield symptomOf(look, part, supervise, {
    how,
    limits,
    starts: seen.size - 1,
    seconds: Math.ceil(lasted(look, key)),
  })
  yield remembered(key, marks)
}

/**
 * runsv and s6-supervise reap at once, and wait a second: so often nothing is left to see. Each such second has a stamp of
 * its own. null: it is not wanted up, its ./finish runs, or supervise leaves the dead one to be seen.
 */
function stampOfReaped({ directory: { status } }: ServicePart): string | null {
  return status?.finishing === false && status.want === 'up' ? `ended@${status.changed}` : null
}

interface Seen {
  readonly how: string | undefined
  readonly limits: readonly string[]
  readonly starts: number
  readonly seconds: number
}

function symptomOf({ system }: RuleInput, part: ServicePart, { process }: Supervise, seen: Seen): Symptom {
  const { how, limits, starts, seconds } = seen
  const { service, name, directory, role } = part
  const obstacle = role === 'log' ? system.details?.logObstacles.get(directory.id) : undefined
  const tail = system.details?.logTails.get(directory.id)
  const last = tail?.length ? brief(decodeLogLine(tail.at(-1) ?? '').text) : undefined
  const because = [
    ...(obstacle === undefined ? [] : [`, as it ${whyNot(obstacle)}`]),
    ...(how === undefined ? [] : [`; it ${how}`]),
    ...(limits.length === 0 ? [] : [`; run has set limits: ${listed(limits)}`]),
    ...(last === undefined ? [] : [`; its log ends with ${quote(last)}`]),
  ].join('')
  return symptom(
    service,
    [process.pid],
    `${quote(name)} keeps exiting: ${starts} new starts in ${seconds} seconds${because}`,
    {
      starts,
      ...(how === undefined ? {} : { ending: how }),
      ...(limits.length === 0 ? {} : { limits }),
      ...(obstacle === undefined ? {} : evidenceOf(obstacle)),
      ...(tail === undefined ? {} : { log: tail.slice(-3) }),
    },
    { byHand: obstacle === undefined ? adviceFor(part) : commandFor(obstacle) },
  )
}

interface Ending {
  readonly how: string | undefined
  readonly limits: readonly string[]
  /** For the next look. */
  readonly remember: readonly Doubt[]
}

/** How the last one ended, and what limits `run` had set it: seen only while it is defunct, so it is remembered. */
function endingsOf({ system, history }: RuleInput, { process, child, role }: Supervise): Ending {
  const id = `${role}:${idOf(process)}`
  const keys = { how: `ending:${id}`, limits: `ending-limits:${id}` }
  const earlier = (key: string) => [...(history.get(key)?.marks ?? [])]
  const how = (child === null ? null : endingOf(child)) ?? earlier(keys.how).at(-1)
  const limits = system.details?.loweredLimits.get(process.pid) ?? earlier(keys.limits)
  const remember = [
    ...(how === undefined ? [] : [remembered(keys.how, [how])]),
    ...(limits.length === 0 ? [] : [remembered(keys.limits, limits)]),
  ]
  return { how, limits, remember }
}

/** A log is never told to be down: its service would stop when the pipe between them is full. */
function adviceFor({ directory, role }: ServicePart): string {
  if (role === 'log')
    return 'fix what ends it: readproctitle shows what it says; meanwhile its lines wait in the pipe'
  const hasLog = directory.log !== null || (directory.status?.log ?? null) !== null
  const where = hasLog ? 'read its log' : 'see what it says in readproctitle'
  return `${where}, fix what ends it; meanwhile svc -d ${quote(directory.path)}`
}
