import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { symptom } from '../../diagnosis/rule.js'
import { currentStatus, pidsOf, type ServicePart } from '../../diagnosis/service-part.js'
import { isLive, isUp } from '../../system/interpret.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { hasLostDirectory, isOrderedDown, serviceDirectoryOf, supervisesOf } from '../facts.js'
import { renew } from '../hand-over.js'
import { type Case, cure, forSupervise, person, type Remedy } from '../remedy.js'

export const statusStale = defineFinding({
  id: 'status-stale',
  severity: 'warning',
  title: 'a wrong status',
  meaning:
    'What supervise/status says is not what runs, so svstat is wrong: the disk was full when supervise wrote it, a second supervise wrote over it, or the directory supervise/ was removed.',
  consequenceOf: ['supervise-duplicate', 'supervise-orphaned'],
  consequenceOfOwn: ['process-stopped'],
  *find(look) {
    for (const part of look.parts) {
      const [supervise] = part.supervises
      const wrong = supervise === undefined ? null : disagreement(part)
      if (wrong === null) continue
      const key = `status-stale:${part.directory.id}:${wrong}`
      // The status was read a moment before the process table.
      if (lasted(look, key) === 0) {
        yield doubt(part.service, key, `the status of ${part.name} and its process differ`, { again: 0.3 })
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
          byHand: part.supervises.some(each => hasLostDirectory(each, look.system))
            ? `svc cannot reach it: end ${pidsOf(part.supervises).join(' and ')} and what it runs by their pids`
            : `svc -c ${quote(part.directory.path)} makes supervise write it again; is the disk full?`,
        },
      )
      yield remembered(key)
    }
  },
  remedy: remedyForStatusStale,
  bySvreset:
    'svc -c, which starts and stops nothing, makes supervise write it again; a supervise that svc cannot reach any more is handed over to svscan',
  byHand: 'svc -c DIRECTORY makes supervise write it again; is the disk full?',
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
  if (statusMalformed) return `it is no status (${statusProblem})`
  if (status === null) return statusProblem === null ? 'there is no supervise/status any more' : null
  if (status.pid === 0) {
    const up = children.find(isLive)
    return up === undefined ? null : `it says down, and pid ${up.pid} runs`
  }
  if (!children.some(({ pid }) => pid === status.pid))
    return `it says pid ${status.pid}, which is no child of supervise`
  const child = children.find(({ pid }) => pid === status.pid)
  if (status.paused && child !== undefined && isLive(child) && child.state !== 'T') {
    return `it says paused, and pid ${child.pid} runs on`
  }
  return null
}

/** Where svc reaches supervise, it writes its status again; one that has lost its directory must be renewed. */
function remedyForStatusStale({ finding, system }: Case): Remedy {
  const supervises = supervisesOf(finding, system)
  const lost = supervises.filter(supervise => hasLostDirectory(supervise, system))
  if (lost.length === 0) {
    return cure(
      'svc -c, which starts and stops nothing, makes supervise write it again; first free the disk if that is full',
      supervises.map(supervise => forSupervise('refresh', supervise)),
    )
  }
  // What it was told to be stood in the status that is lost.
  if (
    lost.some(
      supervise =>
        serviceDirectoryOf(supervise, system) === null ||
        (!isUp(supervise) && isOrderedDown(supervise, system)),
    )
  )
    return person(
      'it is down and its status is lost: end it with svc -dx, or its supervise by its pid, when it is to run again',
    )
  return cure(
    "end it through its own control descriptor just before svscan's next scan: svscan starts it again",
    lost.flatMap(supervise => renew(supervise, system)),
  )
}
