import { isToldToExit, isUp } from '../../system/interpret.js'
import { hasLostDirectory, isOrderedDown, processesOf, serviceDirectoryOf, supervisesOf } from '../facts.js'
import { type Case, cure, forProcess, forSupervise, person, type Remedy } from '../remedy.js'
import { renew } from './supervises.js'

export function processStopped({ finding, system }: Case): Remedy {
  return cure(
    'let it go on (SIGCONT)',
    processesOf(finding, system).map(process =>
      forProcess('continue', process, nameOf(finding.service), finding.service),
    ),
  )
}

export function serviceDown({ finding, system }: Case): Remedy {
  return cure(
    'svc -u',
    supervisesOf(finding, system).map(supervise => forSupervise('up', supervise)),
  )
}

export function serviceStuckStopping({ finding, system }: Case): Remedy {
  const starts = supervisesOf(finding, system).some(supervise => isToldToExit(supervise, system))
  return cure(
    starts
      ? 'svc -k: svscanboot has told it to exit since, so svscan starts it again'
      : 'svc -k: it stays down, as ordered',
    processesOf(finding, system).map(process =>
      forProcess('kill', process, nameOf(finding.service), finding.service),
    ),
  )
}

export function servicePaused({ finding, system }: Case): Remedy {
  return cure(
    'svc -c',
    supervisesOf(finding, system).map(supervise => forSupervise('unpause', supervise)),
  )
}

/** Where svc reaches supervise, it writes its status again; one that has lost its directory must be renewed. */
export function statusStale({ finding, system }: Case): Remedy {
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

export function leftoverProcess({ finding, system }: Case): Remedy {
  return cure(
    'end it (SIGTERM)',
    processesOf(finding, system).map(process =>
      forProcess('end-process', process, process.arguments.join(' ') || process.command, finding.service),
    ),
  )
}

function nameOf(service: string | null): string {
  return service ?? 'svscan'
}
