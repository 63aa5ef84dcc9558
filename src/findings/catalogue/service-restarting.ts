import { type Doubt, doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import { age, idOf, type ServicePart } from '../../diagnosis/service-part.js'
import { isLive } from '../../system/interpret.js'
import { quote } from '../../text/quote.js'
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
  consequenceOf: ['log-lock-held', 'leftover-process', 'supervise-duplicate'],
  *find(look) {
    for (const part of look.parts) {
      for (const supervise of part.supervises) yield* restarting(look, part, supervise)
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person',
  byHand: 'read its log, mend what ends it; meanwhile svc -d DIRECTORY',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

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
    { byHand: `read its log, mend what ends it; meanwhile svc -d ${quote(directory.path)}` },
  )
  yield remembered(key, marks)
}
