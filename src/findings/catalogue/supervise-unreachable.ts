import { type Doubt, doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import { idOf, type ServicePart } from '../../diagnosis/service-part.js'
import type { Obstacle } from '../../system/details.js'
import { notRegular, strayFiles } from '../../system/supervise-file.js'
import { holdsWhatIsNamed, isUp, takesNoOrders } from '../../system/supervise-state.js'
import type { ServiceDirectory, Supervise, SuperviseFile } from '../../system/system.js'
import { listed } from '../../text/list.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { isOrderedDown, serviceDirectoryOf, supervisesOf } from '../facts.js'
import { renew } from '../hand-over.js'
import { type Case, cure, forSupervise, person, type Remedy } from '../remedy.js'

export const superviseUnreachable = defineFinding({
  id: 'supervise-unreachable',
  severity: 'critical',
  title: 'a supervise that svc cannot reach',
  meaning:
    'A name in supervise/ is missing or leads to another file than the one that supervise holds open: the directory was removed, or a backup or a package was unpacked over it. svc exits with 0 and its order is lost, svstat and svok say that nobody supervises, and the next svscan starts the service a second time.',
  consequenceOf: ['run-unfinished', 'supervise-duplicate', 'supervise-orphaned'],
  *find(look) {
    for (const part of look.parts) {
      // Of two in one directory only one can have the names: another finding.
      const [supervise, twin] = part.supervises
      if (supervise !== undefined && twin === undefined) yield* unreachable(look, part, supervise)
    }
  },
  remedy: remedyForSuperviseUnreachable,
  bySvreset:
    "ends it through the control descriptor that it holds, just before svscan's next scan, and svscan starts it again; what stands in the place of its files is set aside first; where a new supervise could not start, what it was told is lost, or it takes no orders at all, svreset leaves this to a person",
  byHand: 'end what it runs, then this supervise, by their pids; svscan starts both again',
  resetEnds: true,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function* unreachable(
  look: RuleInput,
  { service, name, directory }: ServicePart,
  supervise: Supervise,
): Iterable<Symptom | Doubt> {
  const wrong = wrongNames(supervise, directory)
  if (wrong.length === 0) return
  // One that has just been started is about to make them.
  const key = `supervise-unreachable:${idOf(supervise.process)}`
  if (lasted(look, key) === 0) {
    yield doubt(service, key, `the files in supervise/ of ${quote(name)} are not those of its supervise`, {
      again: 0.3,
    })
    return
  }
  yield remembered(key)
  yield symptom(
    service,
    [supervise.process.pid],
    `svc and svstat cannot reach the supervise for ${quote(name)}: ${wrong.join(', ')}`,
    { directory: `${directory.path}/supervise`, wrong },
    { byHand: byHand(supervise, directory, look.system.details?.obstacles.get(directory.id)?.[0]) },
  )
}

/** What is not as it should be: `lock and ok are missing`, a clause for each way. */
function wrongNames({ process }: Supervise, directory: ServiceDirectory): string[] {
  const { files, status, statusProblem } = directory
  const { held } = process
  if (held === undefined || files === undefined) return []
  const ways = new Map<string, string[]>()
  const note = (name: string, way: string) => ways.set(way, [...(ways.get(way) ?? []), name])
  for (const name of ['lock', 'ok', 'control'] as const) {
    const way = problemOf(files[name], name === 'lock' ? 'file' : 'fifo')
    if (way !== null) note(name, way)
    else if (!holdsWhatIsNamed(name, process, directory)) note(name, 'not what it holds open')
    else if (name === 'control' && takesNoOrders(process)) note(name, 'not what it holds open')
  }
  if (status === null && statusProblem === null) note('status', missing)
  if (status === null && statusProblem === notRegular) note('status', notRegular)
  return [...ways].map(([way, names]) => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} ${way}`)
}

const missing = 'missing'

function problemOf({ kind }: SuperviseFile, expected: 'file' | 'fifo'): string | null {
  if (kind === 'missing') return missing
  if (kind === 'hidden' || kind === expected) return null
  return expected === 'fifo' ? 'not a FIFO' : notRegular
}

/** svc reaches it, and it writes its status again when it is told something that changes nothing. */
function lacksOnlyStatus({ process }: Supervise, directory: ServiceDirectory): boolean {
  return (
    directory.status === null &&
    (['lock', 'ok', 'control'] as const).every(name => holdsWhatIsNamed(name, process, directory))
  )
}

function byHand(supervise: Supervise, directory: ServiceDirectory, obstacle: Obstacle | undefined): string {
  const stray = strayFiles(directory).map(file => quote(`${directory.path}/supervise/${file}`))
  if (stray.length === 0 && lacksOnlyStatus(supervise, directory)) return `svc -c ${quote(directory.path)}`
  const first = stray.length === 0 ? '' : `rm -rf ${stray.join(' ')} && `
  if (obstacle?.mend !== undefined) return `${first}${obstacle.mend} && svreset repair`
  if (obstacle !== undefined) return `${first}fix ${quote(obstacle.path)}, then svreset repair`
  const { child, process } = supervise
  return `${first}kill ${process.pid}${child === null ? '' : ` && kill ${child.pid}`}`
}

function remedyForSuperviseUnreachable(the: Case): Remedy {
  const { finding, system } = the
  const supervises = supervisesOf(finding, system)
  for (const supervise of supervises) {
    const directory = serviceDirectoryOf(supervise, system)
    if (directory === null) return person(finding.byHand)
    const why = reasonToLeave(the, supervise, directory)
    if (why !== null) return person(why)
  }
  if (supervises.every(supervise => onlyStatus(the, supervise)))
    return cure(
      'svc -c, which starts and stops nothing, makes supervise write its status again',
      supervises.map(supervise => forSupervise('refresh', supervise)),
    )
  return cure(
    "end it through the control descriptor that it holds, just before svscan's next scan: svscan starts it again",
    supervises.flatMap(supervise => renew(supervise, system)),
  )
}

function onlyStatus({ system }: Case, supervise: Supervise): boolean {
  const directory = serviceDirectoryOf(supervise, system)
  return directory !== null && lacksOnlyStatus(supervise, directory)
}

/** Ended, it might not come back, or come back though somebody has told it to be down. */
function reasonToLeave(
  { finding, system }: Case,
  supervise: Supervise,
  directory: ServiceDirectory,
): string | null {
  // It obeys nobody: its end leaves behind what it runs, and whoever ends both loses what was in the pipe of its log.
  if (takesNoOrders(supervise.process)) return finding.byHand
  if (lacksOnlyStatus(supervise, directory)) return null
  const [obstacle] = system.details?.obstacles.get(directory.id) ?? []
  if (obstacle !== undefined)
    return `ended, it could not be started again: ${obstacle.reason}; ${finding.byHand}`
  const { run } = directory
  if (isUp(supervise) && (run.kind !== 'executable' || run.interpreter?.usable === false))
    return `ended, it could not be started again: fix ${quote(`${directory.path}/run`)}, then svreset repair`
  const isDown = !isUp(supervise) && !directory.normallyDown
  if (isDown || isOrderedDown(supervise, system))
    return `it is down, or told to be, and ended it would be started again: ${finding.byHand} when it is to run again`
  return null
}
