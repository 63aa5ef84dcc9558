import { type Symptom, symptom } from '../../diagnosis/rule.js'
import { svscanInstead } from '../../system/supervise-state.js'
import type { Supervise } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { processesOf } from '../facts.js'
import { type Case, cure, item, leftToPerson, person, type Remedy } from '../remedy.js'

/** SERVICES in svscan.c. */
const mostServices = 1000

export const tooManyServices = defineFinding({
  id: 'too-many-services',
  severity: 'critical',
  title: 'too many services',
  meaning:
    'There are more entries than this svscan can start: 1000, or as many as its limit of open files allows, two for each service with a log.',
  *find({ system }) {
    for (const { process } of system.svscans) {
      const { length } = system.services
      const logs = system.services.filter(({ directory }) => directory.log !== null).length
      const softLimit = system.details?.openFiles.get(process.pid)?.softLimit
      const mostLogs = softLimit === undefined ? null : Math.max(0, Math.floor((softLimit - 4) / 2))
      const tooMany = length > mostServices
      if (!tooMany && (mostLogs === null || logs <= mostLogs)) continue
      yield symptom(
        null,
        [process.pid],
        tooMany
          ? `there are ${length} services, and svscan starts ${mostServices}`
          : `there are ${logs} services with logs, and svscan has descriptors for ${mostLogs}`,
        { services: length, withLogs: logs, softLimitOfOpenFiles: softLimit ?? null },
        {
          byHand: tooMany
            ? 'take some to a second svscan directory'
            : 'start svscan with a higher limit of open files',
        },
      )
    }
  },
  remedy: remedyForTooManyServices,
  bySvreset:
    'raises the limit of open files of the living svscan; more than 1000 services are left to a person',
  byHand: 'take some to a second svscan directory, or start svscan with a higher limit of open files',
  resetEnds: false,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForTooManyServices(the: Case): Remedy {
  if (the.system.services.length > mostServices)
    return person(`svscan starts ${mostServices} services: take some to a second svscan directory`)
  return remedyForFileDescriptorsExhausted(the)
}

export const fileDescriptorsExhausted = defineFinding({
  id: 'file-descriptors-exhausted',
  severity: 'critical',
  title: 'no free file descriptor in svscan',
  meaning:
    'Svscan has nearly as many files open as it may have. It needs two for each service with a log, and gives up none as long as the link is there.',
  consequenceOf: ['too-many-services'],
  *find({ system }) {
    for (const { process } of system.svscans) {
      const files = system.details?.openFiles.get(process.pid)
      if (files === undefined || files.open < files.softLimit - 3) continue
      yield symptom(
        null,
        [process.pid],
        `svscan has ${files.open} files open, and may have ${files.softLimit}: it cannot start another service with a log`,
        { open: files.open, softLimit: files.softLimit },
      )
    }
  },
  remedy: remedyForFileDescriptorsExhausted,
  bySvreset: 'raises the limit of the living svscan; the next svscan has the old one again',
  byHand: 'start svscan with a higher limit of open files (LimitNOFILE=, ulimit -n)',
  resetEnds: false,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForFileDescriptorsExhausted({ finding, system }: Case): Remedy {
  const cures = processesOf(finding, system).flatMap(process => {
    const files = system.details?.openFiles.get(process.pid)
    if (files === undefined) return []
    const limit = `${files.softLimit}:${files.hardLimit ?? 'unlimited'}`
    return [
      {
        cure: 'raise-limit',
        item: item({ name: 'svscan', service: null, process: process, limit }),
      } as const,
    ]
  })
  return cure('raise the limit of the living svscan; that lasts until it ends', cures)
}

export const superviseCannotStart = defineFinding({
  id: 'supervise-cannot-start',
  severity: 'critical',
  title: 'a supervise that cannot start',
  meaning:
    'Every 5 seconds svscan starts a supervise, which exits at once: its directory supervise/ cannot be made or written, its lock is held by somebody else, or the program is not in the PATH of svscan.',
  consequenceOf: ['run-unfinished'],
  *find({ system, parts }) {
    for (const { service, name, directory, supervises } of parts) {
      yield* runsElsewhere(service, name, supervises)
      if (supervises.length > 0) continue
      for (const { path, reason, pids, mend } of system.details?.obstacles.get(directory.id) ?? []) {
        yield symptom(
          service,
          pids,
          `no supervise can start in ${quote(name)}: ${reason}`,
          { path, reason },
          { byHand: mend ?? `fix ${quote(path)}; svscan tries again every 5 seconds` },
        )
      }
    }
  },
  remedy: leftToPerson,
  bySvreset: 'leaves it to a person, and names the path and the reason',
  byHand: 'fix the path that is named; svscan tries again every 5 seconds',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** Of two svscans that have links to one service the second fails at the lock, every 5 seconds. */
function* runsElsewhere(
  service: string | null,
  name: string,
  supervises: readonly Supervise[],
): Iterable<Symptom> {
  const other = svscanInstead(supervises)
  if (other === null) return
  const there = other.workingDirectory?.path ?? ''
  yield symptom(
    service,
    supervises.map(({ process }) => process.pid),
    `no supervise of this svscan can start in ${quote(name)}: it runs below svscan, pid ${other.pid}, of ${quote(there)}`,
    { svscan: other.pid, directory: there },
    { byHand: 'remove the link to it from one of the two svscan directories' },
  )
}
