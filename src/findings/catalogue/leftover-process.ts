import { mayBeLeftOver, type Origin, originOf, orphanOf } from '../../diagnosis/descent.js'
import { doubt, remembered } from '../../diagnosis/doubt.js'
import { holdsOf, inTheWay, serves } from '../../diagnosis/holdings.js'
import { lasted } from '../../diagnosis/lasting.js'
import { type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import { age, runningChild, type ServicePart } from '../../diagnosis/service-part.js'
import type { Process } from '../../system/process.js'
import { nameOf } from '../../system/processes.js'
import type { System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { processesOf } from '../facts.js'
import { type Case, cure, endProcess, person, type Remedy } from '../remedy.js'
import { isRestarting } from './service-restarting.js'

/** Seconds: younger than this, what is left over may be about to end. */
const settled = 2

export const leftoverProcess = defineFinding({
  id: 'leftover-process',
  severity: 'critical',
  title: 'a process that was left over',
  meaning:
    'A process came from a service, no supervise is above it any more, and what supervise started has ended, or keeps failing: run has put the process into the background, or its supervise was killed. It is critical where it stands in the way of the new one: it holds the port or the lock that the service fails on. While what supervise started lives, nothing that came from it is left over: a daemon below fghack, the session of a server that was restarted.',
  consequenceOfOwn: ['log-lock-held'],
  consequenceOf: ['run-unfinished'],
  *find(look) {
    const { system } = look
    for (const process of system.children.get(1) ?? []) {
      const origin = originOf(system, process)
      if (origin === null || !mayBeLeftOver(system, process)) continue
      const { service } = origin
      const place = placeOf(look, origin, process)
      if (place === 'needed') continue
      // What a shell was running when it was ended: a `sleep 1` goes by itself. A service may leave one after the other.
      const key = `leftover-process:${service}`
      const young = settled - Math.max(age(system, process), lasted(look, key))
      if (young > 0) {
        yield doubt(service, key, `pid ${process.pid} is left of ${service}`, { again: young })
        continue
      }
      yield remembered(key)
      yield symptomOf(look, origin, process, place === 'in-the-way')
    }
  },
  remedy: remedyForLeftoverProcess,
  bySvreset:
    'ends it (SIGTERM) where it stands in the way of the new one, or serves nobody; whom run itself has put into the background, and whoever is served, is left to a person',
  byHand: 'kill PID if it is not wanted; make run stay in the foreground',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function symptomOf({ system }: RuleInput, origin: Origin, process: Process, critical: boolean): Symptom {
  const { service, proof, isProved } = origin
  const { pid } = process
  const holds = holdsOf(orphanOf(system, process))
  const came = isProved ? 'came' : 'seems to have come'
  const has = holds.length === 0 ? 'runs already' : holds.join(', ')
  return symptom(
    service,
    [pid],
    critical
      ? `${quote(service)} keeps exiting, and pid ${pid}, which ${came} from it, ${has}`
      : `pid ${pid} came from ${quote(service)} and is below no supervise any more`,
    { process: nameOf(process), parent: 1, from: proof, ...(holds.length === 0 ? {} : { holds }) },
    {
      severity: critical ? 'critical' : 'warning',
      byHand: `end it if it is not wanted: kill ${pid}; make run stay in the foreground`,
    },
  )
}

/** `needed`: nothing is wrong with it, or it is too early to tell. */
function placeOf(look: RuleInput, origin: Origin, process: Process): 'needed' | 'left' | 'in-the-way' {
  const part = look.parts.find(({ service, role }) => service === origin.service && role === origin.role)
  const [supervise] = part?.supervises ?? []
  if (part === undefined || supervise === undefined) return origin.isProved ? 'left' : 'needed'
  if (part.supervises.some(each => isRestarting(look, each)))
    return inTheWay(look.system, part, origin, process) ? 'in-the-way' : 'needed'
  // It came from another supervise, and what this one started runs beside it.
  const isOlder = process.startTime < supervise.process.startTime
  return origin.isProved && (isOlder || hasEnded(part)) ? 'left' : 'needed'
}

/** Down for good, not between an exit and the next start. */
function hasEnded(part: ServicePart): boolean {
  const { status } = part.directory
  return runningChild(part) === null && (status === null || status.want !== 'up' || status.stage === 'failed')
}

function remedyForLeftoverProcess({ finding, system }: Case): Remedy {
  const processes = processesOf(finding, system)
  const [process] = processes
  if (process === undefined) return cure('it has ended', [])
  const critical = finding.severity === 'critical'
  const served = serves(orphanOf(system, process))
  if (critical && wentIntoBackground(finding.service, process, system))
    return person(
      `run puts it into the background, and would do so again: make run stay in the foreground, or start it by fghack, then kill ${process.pid}`,
    )
  if (critical && originOf(system, process)?.isProved !== true)
    return person(
      `find out who has started it: only its program, its place or its port tell of the service. kill ${process.pid} if nobody else needs it`,
    )
  if (!critical && served !== null)
    return person(`it ${served}: kill ${process.pid} if nobody needs that any more`)
  return cure(
    'end it (SIGTERM)',
    processes.map(each => endProcess(each, finding.service, serves(orphanOf(system, each)))),
  )
}

/** A daemon makes a session of its own; what is left of a server that was killed is in that of its supervise. */
function wentIntoBackground(service: string | null, process: Process, system: System): boolean {
  const supervises = system.services.find(({ name }) => name === service)?.supervises ?? []
  return supervises.some(
    supervise =>
      supervise.process.startTime < process.startTime && supervise.process.session !== process.session,
  )
}
