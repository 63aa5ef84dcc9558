import { readerOfErrors } from '../../system/pairs.js'
import { processesOf, staysAsOrdered, svscanToKeep } from '../facts.js'
import { type Case, cure, forProcess, forSupervise, item, person, type Remedy } from '../remedy.js'
import { renew } from './supervises.js'

/** SERVICES in svscan.c. */
const mostServices = 1000

export function svscanNotRunning({ system }: Case): Remedy {
  const [orphan] = system.supervises
  if (orphan === undefined || readerOfErrors(system, orphan.process) === null) {
    return {
      kind: 'reset',
      says: 'neither svscan nor its readproctitle is left: svscanboot must start both, and that restarts every service',
      urgent: true,
    }
  }
  return cure('start svscan on the readproctitle that is still there', [
    { cure: 'start-svscan', item: item({ name: 'svscan', service: null }) },
  ])
}

export function svscanDuplicate({ system }: Case): Remedy {
  const keep = svscanToKeep(system)
  if (keep === null) {
    return {
      kind: 'reset',
      says: 'each of them has a svscanboot, and which of these is started again cannot be seen: a reset leaves one',
      urgent: true,
    }
  }
  const surplus = system.svscans.filter(svscan => svscan !== keep)
  const left = system.supervises.filter(({ svscan }) =>
    surplus.some(({ process }) => process.pid === svscan?.pid),
  )
  const handed = left.filter(supervise => !staysAsOrdered(supervise, system))
  return cure('end the one that nobody would start again, and hand its services over to the other', [
    ...surplus.map(({ process }) => forProcess('end-svscan', process, 'svscan', null)),
    // One may have the service and the other its log, now or when twins have been ended.
    ...handed.filter(({ role }) => role === 'service').map(each => forSupervise('bridge', each)),
    ...handed.flatMap(supervise => renew(supervise, system)),
  ])
}

export function svscanbootMissing(): Remedy {
  return {
    kind: 'reset',
    says: 'only a reset puts svscan below svscanboot again; it runs until then',
    urgent: false,
  }
}

export function readproctitleMissing({ finding, system }: Case): Remedy {
  const unread = system.svscans.filter(
    ({ process, errorReaders }) => finding.pids.includes(process.pid) && errorReaders?.length === 0,
  )
  if (unread.length === 0)
    return { kind: 'reset', says: 'only a reset connects svscan with a readproctitle again', urgent: false }
  return cure(
    "start a readproctitle that reads the pipe of svscan's errors",
    unread.map(({ process }) => forProcess('read-errors', process, 'svscan', null)),
  )
}

export function tooManyServices(the: Case): Remedy {
  if (the.system.services.length > mostServices)
    return person(`svscan starts ${mostServices} services: take some to a second svscan directory`)
  return fileDescriptorsExhausted(the)
}

export function fileDescriptorsExhausted({ finding, system }: Case): Remedy {
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
