import { commandOf, ownCommands, supervisorName } from '../../diagnosis/relatives.js'
import { type Symptom, symptom } from '../../diagnosis/rule.js'
import type { Process } from '../../system/process.js'
import { nameOf } from '../../system/processes.js'
import type { ForeignService, Service, Supervise, System } from '../../system/system.js'
import { count, listed } from '../../text/list.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

export const superviseForeign = defineFinding({
  id: 'supervise-foreign',
  severity: 'warning',
  title: 'a supervisor of another family',
  meaning:
    'runit (runsvdir, runsv, also those of busybox) or s6 (s6-svscan, s6-supervise) keeps this directory, or a service in it. svreset shows what it keeps, and acts on none of it. s6-supervise and supervise lock in different ways, so both can keep one service at once: then it runs twice, and chance decides which of them an order reaches. That is critical.',
  *find({ system }) {
    for (const scanner of system.foreignScanners) yield ofScanner(scanner, system)
    for (const service of system.foreign) {
      const own = system.services.find(({ directory }) => directory.id === service.directory.id)
      // On ground of theirs, what is looked at is theirs alone.
      if (own !== undefined && own !== service) yield* besideOurs(service, own)
      else if (!isOfScanner(service, system)) yield single(service, system)
    }
  },
  remedy: leftToPerson,
  bySvreset:
    'leaves it alone: repair, reset and restore refuse where another family keeps the directory, and pass over a single service of another family',
  byHand:
    'use the commands of that family; for a service that runs twice, end the supervisor that is not to have it',
  resetEnds: false,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function ofScanner(scanner: Process, system: System): Symptom {
  const { path } = system.svscanDirectory
  const family = scanner.relative?.family ?? 'other'
  const kept = system.foreign.filter(service =>
    supervisorsOf(service).some(({ svscan }) => svscan?.pid === scanner.pid),
  )
  const beside = system.svscans.map(({ process }) => process.pid)
  return symptom(
    null,
    [scanner.pid, ...beside],
    beside.length === 0
      ? `${supervisorName(scanner)} keeps ${quote(path)}, and ${count(kept.length, 'service')} in it: svreset acts on none of it`
      : `${supervisorName(scanner)} and svscan both keep ${quote(path)}, and get in each other's way`,
    { family, scanner: nameOf(scanner), services: kept.map(({ name }) => name) },
    beside.length === 0
      ? { byHand: `use its own commands: ${ownCommands(family, path)}` }
      : {
          severity: 'critical',
          byHand: `end the one that is not to have it, so that nothing starts it again: pid ${scanner.pid} or pid ${listed(beside.map(String))}`,
        },
  )
}

function isOfScanner(service: ForeignService, { foreignScanners }: System): boolean {
  const scanners = new Set(foreignScanners.map(({ pid }) => pid))
  return supervisorsOf(service).every(({ process }) => scanners.has(process.parent))
}

function single(service: ForeignService, system: System): Symptom {
  const { name, family, directory } = service
  const [supervisor] = supervisorsOf(service)
  const pids = pidsOf(supervisorsOf(service))
  const what = supervisor === undefined ? 'another supervisor' : supervisorName(supervisor.process)
  const isAmongOurs = system.svscans.length > 0
  return symptom(
    name,
    pids,
    `${what} keeps ${quote(name)}${isAmongOurs ? ', and svscan cannot start it' : ''}: svreset acts on none of it`,
    {
      family,
      supervisor: supervisor === undefined ? null : nameOf(supervisor.process),
      directory: directory.path,
    },
    {
      byHand: isAmongOurs
        ? `to give it to svscan, end ${what}, so that nothing starts it again: kill ${pids.join(' ')} stops its service too; to leave it to ${what}, remove the link`
        : commandOf(family, 'status', directory.path),
    },
  )
}

/** Of a service that supervise keeps too, or whose log, or whose service, only the other family keeps. */
function* besideOurs(service: ForeignService, own: Service): Iterable<Symptom> {
  const { name, directory } = service
  const log = directory.log
  if (service.supervises.length > 0)
    yield twice(service, name, directory.path, service.supervises, own.supervises)
  if (log !== null && service.logSupervises.length > 0)
    yield twice(service, `${name}/log`, log.path, service.logSupervises, own.logSupervises)
}

function twice(
  { name: service, family }: ForeignService,
  name: string,
  directory: string,
  theirs: readonly Supervise[],
  ours: readonly Supervise[],
): Symptom {
  const what = theirs[0] === undefined ? 'another supervisor' : supervisorName(theirs[0].process)
  const ends = pidsOf(theirs).join(' ')
  const isTwice = ours.length > 0
  return symptom(
    service,
    pidsOf([...ours, ...theirs]),
    isTwice
      ? `${quote(name)} runs twice: supervise and ${what} both keep it, and chance decides which of them an order reaches`
      : `${what} keeps ${quote(name)}, and supervise the other half of ${quote(service)}`,
    { family, supervisors: [...ours, ...theirs].map(describe), directory },
    {
      severity: 'critical',
      byHand: `end ${what}, so that nothing starts it again: kill ${ends} stops what it runs, and it leaves${isTwice ? `; then svc -u ${quote(directory)} makes supervise write its status again` : ''}`,
    },
  )
}

function pidsOf(supervises: readonly Supervise[]): number[] {
  return [...new Set(supervises.map(({ process }) => process.pid))]
}

function supervisorsOf({ supervises, logSupervises }: Service): readonly Supervise[] {
  return [...supervises, ...logSupervises]
}

function describe({ process, child }: Supervise): string {
  return `${nameOf(process)}, pid ${process.pid}${child === null ? '' : `, runs pid ${child.pid}`}`
}
