import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { symptom } from '../../diagnosis/rule.js'
import { currentStatus, pidsOf, type ServicePart, svcFor } from '../../diagnosis/service-part.js'
import { notRegular } from '../../system/supervise-file.js'
import { isLive } from '../../system/supervise-state.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { supervisesOf } from '../facts.js'
import { type Case, cure, forSupervise, type Remedy } from '../remedy.js'

export const statusStale = defineFinding({
  id: 'status-stale',
  severity: 'warning',
  title: 'a wrong status',
  meaning:
    'What supervise/status says is not what runs, so svstat is wrong: the disk was full when supervise wrote it, or something else wrote over it, a second supervise for one.',
  consequenceOf: ['supervise-duplicate', 'supervise-orphaned', 'supervise-foreign'],
  consequenceOfOwn: ['process-stopped', 'supervise-unreachable'],
  *find(look) {
    for (const part of look.programs) {
      const [supervise] = part.supervises
      const wrong = supervise === undefined ? null : disagreement(part)
      if (wrong === null) continue
      const key = `status-stale:${part.directory.id}:${wrong}`
      // The status was read a moment before the process table.
      if (lasted(look, key) === 0) {
        yield doubt(part.service, key, `the status of ${quote(part.name)} and its process differ`, {
          again: 0.3,
        })
        continue
      }
      yield symptom(
        part.service,
        pidsOf(part.supervises),
        `the status of ${quote(part.name)} is not what runs: ${wrong}`,
        {
          status: `${part.directory.path}/supervise/status`,
          statusPid: part.directory.status?.pid ?? null,
          childPid: part.supervises[0]?.child?.pid ?? null,
        },
        {
          byHand: `${svcFor(part, 'c')}  # makes supervise write it again; is the disk full?`,
        },
      )
      yield remembered(key)
    }
  },
  remedy: remedyForStatusStale,
  bySvreset: 'svc -c, which starts and stops nothing, makes supervise write it again',
  byHand: 'svc -c DIRECTORY  # makes supervise write it again; is the disk full?',
  resetEnds: true,
  complains: 'always',
  remedyAsConsequence: true,
  inSnapshot: false,
})

/** What the status says that is not so; null where both agree, or it is hidden from us. */
function disagreement(part: ServicePart): string | null {
  const { statusMalformed, statusProblem } = part.directory
  const status = currentStatus(part)
  const children = part.supervises.flatMap(({ child }) => child ?? [])
  if (statusMalformed && statusProblem !== notRegular) return `it is no status (${statusProblem})`
  // One that is missing is another finding, supervise-unreachable.
  if (status === null) return null
  if (status.pid === 0) {
    const up = children.find(isLive)
    return up === undefined ? null : `it says down, and pid ${up.pid} runs`
  }
  if (!children.some(({ pid }) => pid === status.pid))
    return `it says pid ${status.pid}, which is not a child of supervise`
  const child = children.find(({ pid }) => pid === status.pid)
  if (status.paused && child !== undefined && isLive(child) && child.state !== 'T') {
    return `it says paused, and pid ${child.pid} runs on`
  }
  return null
}

function remedyForStatusStale({ finding, system }: Case): Remedy {
  return cure(
    'svc -c, which starts and stops nothing, makes supervise write it again; first free the disk if that is full',
    supervisesOf(finding, system).map(supervise => forSupervise('refresh', supervise)),
  )
}
