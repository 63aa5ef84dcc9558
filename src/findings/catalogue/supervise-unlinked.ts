import { symptom } from '../../diagnosis/rule.js'
import { entryNameOf, isLogOfSvscan } from '../../system/pairs.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { successorOf, supervisesOf } from '../facts.js'
import { retire, serviceOfLog } from '../hand-over.js'
import { type Case, cure, forSupervise, person, type Remedy } from '../remedy.js'
import { isUnreadable } from './link.js'

export const superviseUnlinked = defineFinding({
  id: 'supervise-unlinked',
  severity: 'critical',
  title: 'a supervise without a link',
  meaning:
    'This supervise was started by svscan, and its link has been removed or changed since. It runs on, but is not started again when svscan restarts.',
  consequenceOf: ['run-unfinished'],
  *find(look) {
    const { supervises, entries } = look.system
    // The one that could not be looked into may lead to any directory.
    const problems = entries.flatMap(({ problem, directory }) => [problem, directory?.logProblem ?? null])
    if (problems.some(isUnreadable)) return
    const linked = new Set(look.parts.map(({ directory }) => directory.id))
    const services = new Map(supervises.map(({ directory, service }) => [directory?.path, service]))
    for (const supervise of supervises) {
      const { directory, process, svscan } = supervise
      if (svscan === null || directory === null || directory.deleted || linked.has(directory.id)) continue
      if (isLogOfSvscan(supervise, look.system)) continue
      // A log goes by the name of the service that it is the log of.
      const service = supervise.service ?? services.get(directory.path.replace(/\/log$/, '')) ?? null
      yield symptom(
        service,
        [process.pid],
        `a supervise runs in ${quote(directory.path)}, which no link in the svscan directory names any more`,
        { cwd: directory.path, startedAs: process.arguments.join(' ') },
        { byHand: `svc -dx ${quote(directory.path)}  # or link it again` },
      )
    }
  },
  remedy: remedyForSuperviseUnlinked,
  bySvreset: 'puts the link back; where another service has its name now, it ends the old copy and its log',
  byHand: 'svc -dx DIRECTORY  # or link it again',
  resetEnds: true,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForSuperviseUnlinked({ finding, system }: Case): Remedy {
  const unlinked = supervisesOf(finding, system)
  const [supervise] = unlinked
  const path = supervise?.directory?.path
  if (supervise === undefined || path === undefined) return cure('it has ended', [])
  const service = supervise.role === 'log' ? serviceOfLog(supervise, system) : supervise
  if (service !== null && successorOf(service, system) !== null)
    return cure('end the old copy and its log', retire([service, supervise], system))
  const name = service === null ? null : entryNameOf(service)
  if (service === null || name === null || system.entries.some(entry => entry.name === name))
    return person(`end it with svc -dx ${quote(path)}, or link it by another name`)
  return cure('put the link back', [forSupervise('put-back', service)])
}
