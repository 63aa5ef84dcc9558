import { isLive } from '../../system/interpret.js'
import type { Process } from '../../system/process.js'
import { quote } from '../../text/quote.js'
import { isOrderedDown, isStartedByHand, processesOf, supervisesOf } from '../facts.js'
import { type Case, cure, forProcess, forSupervise, item, person, type Remedy } from '../remedy.js'

export function logMissing({ finding, system }: Case): Remedy {
  const service = system.services.find(({ name }) => name === finding.service)
  const [log] = service?.logSupervises ?? []
  if (log === undefined || service === undefined) {
    const path = `${service?.directory.path ?? finding.service}/log`
    return person(
      `nothing can run in ${quote(path)}: put the directory and its run back. The lines wait in the pipe as long as svscan runs and the link is there`,
    )
  }
  return cure('end the log when it has read its old pipe: svscan starts it on the right one', [
    forSupervise('retire-log', log),
  ])
}

export function logNotPickedUp({ finding, system }: Case): Remedy {
  const [supervise] = supervisesOf(finding, system)
  const service = system.services.find(({ name }) => name === finding.service)
  if (supervise === undefined || service === undefined) return cure('it has ended', [])
  if (service.entry.link === null)
    return person(
      `${quote(service.name)} is a directory, not a link: move it elsewhere while it is down, and link it`,
    )
  if (isOrderedDown(supervise, system))
    return person('it was told to be down: link it anew when it is to run again')
  const { name } = service
  const { process } = supervise
  return cure('take the link away, end the service, link it again when svscan has forgotten it', [
    { cure: 'relink', item: item({ name, service: name, process, link: name }) },
    ...(isStartedByHand(supervise, system) ? [forSupervise('as-before', supervise)] : []),
  ])
}

export function logLockHeld({ finding, system }: Case): Remedy {
  const service = system.services.find(({ name }) => name === finding.service)
  const pipes = new Set([
    ...(service?.supervises ?? []).map(({ process }) => process.descriptors[1]),
    ...(service?.logSupervises ?? []).map(({ process }) => process.descriptors[0]),
  ])
  const holders = processesOf(finding, system)
  const stranger = holders.find(holder => !isOldLog(holder, pipes))
  if (holders.length === 0 || stranger !== undefined) {
    const who =
      stranger === undefined
        ? 'a process that cannot be seen from here'
        : `${commandOf(stranger)}, pid ${stranger.pid},`
    return person(`${who} is none of this service: end it if it is not wanted, and the log starts`)
  }
  return cure(
    'end the old log: the lines in its pipe wait for the next one',
    holders.map(holder => forProcess('end-process', holder, commandOf(holder), finding.service)),
  )
}

/** Left to process 1 and reading this very service's pipe: nobody else can have that. */
function isOldLog(process: Process, pipes: ReadonlySet<string | undefined>): boolean {
  const input = process.descriptors[0]
  return process.parent === 1 && isLive(process) && input !== undefined && pipes.has(input)
}

function commandOf({ arguments: words, command }: Process): string {
  return words.length > 0 ? words.join(' ') : command
}
