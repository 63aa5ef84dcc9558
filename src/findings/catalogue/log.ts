import { doubt, remembered } from '../../diagnosis/doubt.js'
import { secondsUntilScanned } from '../../diagnosis/lasting.js'
import { symptom } from '../../diagnosis/rule.js'
import { idOf } from '../../diagnosis/service-part.js'
import { logPipe } from '../../system/pairs.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { isOrderedDown, isStartedByHand, supervisesOf } from '../facts.js'
import { type Case, cure, forSupervise, item, person, type Remedy } from '../remedy.js'

export const logMissing = defineFinding({
  id: 'log-missing',
  severity: 'critical',
  title: 'a log that does not read',
  meaning:
    'There is a pipe from a service to its log, and nothing reads it: log/ is gone, or its supervise reads an older pipe. When the pipe is full, the service stops in its next write.',
  consequenceOf: [
    'run-unfinished',
    'log-shared',
    'svscan-duplicate',
    'supervise-in-deleted-directory',
    'supervise-cannot-start',
    'supervise-unlinked',
    'supervise-orphaned',
    'file-descriptors-exhausted',
    'svscan-not-running',
  ],
  *find(look) {
    const { system } = look
    const read = new Set(system.supervises.map(({ process }) => process.descriptors[0]))
    for (const service of system.services) {
      const pipe = logPipe(system, service)
      const [supervise] = service.supervises
      if (pipe === null || supervise === undefined || read.has(pipe) || system.blind) continue
      const [other] = service.logSupervises
      const key = `log-missing:${idOf(supervise.process)}`
      const wait = other === undefined ? secondsUntilScanned(look, key, 0) : 0
      if (wait > 0 && !system.details?.obstacles.has(service.directory.log?.id ?? '')) {
        yield doubt(service.name, key, `${service.name}/log may be on its way`, { again: Math.min(1, wait) })
        continue
      }
      yield remembered(key)
      const unread = system.details?.unreadBytes.get(pipe)
      yield symptom(
        service.name,
        [supervise.process.pid],
        other === undefined
          ? `no supervise runs in ${quote(`${service.name}/log`)}: lines are piling up in its pipe`
          : `what runs in ${quote(`${service.name}/log`)} reads another pipe: lines are piling up`,
        {
          pipe,
          unreadBytes: unread ?? 'could not be counted',
          ...(other === undefined ? {} : { otherPipe: other.process.descriptors[0] ?? null }),
        },
      )
    }
  },
  remedy: remedyForLogMissing,
  bySvreset:
    'ends a log that reads the wrong pipe when it has read everything: svscan starts it on the right one; where nothing can run, it leaves this to a person',
  byHand:
    'see to a log that can run; the lines in the pipe are kept as long as svscan runs with the link in place',
  resetEnds: true,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForLogMissing({ finding, system }: Case): Remedy {
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

export const logNotPickedUp = defineFinding({
  id: 'log-not-picked-up',
  severity: 'warning',
  title: 'a log that svscan does not know',
  meaning:
    'The directory log was added after svscan had first seen the service. The pipe to a log is made only at that time, so the service still writes to where svscan writes.',
  *find({ system }) {
    for (const { name, directory, supervises, logSupervises } of system.services) {
      const [supervise] = supervises
      if (directory.log === null || supervise === undefined || logSupervises.length > 0) continue
      const output = supervise.process.descriptors[1]
      const svscan = system.svscans.find(({ process }) => process.pid === supervise.process.parent)
      if (output === undefined || svscan?.process.descriptors[1] !== output) continue
      yield symptom(
        name,
        [supervise.process.pid],
        `${quote(name)} has a log that svscan does not know: it was added after svscan first saw the service`,
        { log: directory.log.path, standardOutput: output },
      )
    }
  },
  remedy: remedyForLogNotPickedUp,
  bySvreset: 'takes the link away, ends the service, and links it again when svscan has forgotten it',
  byHand: 'take the link away, svc -dx it, and link it again 6 s later: only then svscan sees the log',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForLogNotPickedUp({ finding, system }: Case): Remedy {
  const [supervise] = supervisesOf(finding, system)
  const service = system.services.find(({ name }) => name === finding.service)
  if (supervise === undefined || service === undefined) return cure('it has ended', [])
  if (service.entry.link === null)
    return person(
      `${quote(service.name)} is a directory, not a link: move it elsewhere while it is down, and link it`,
    )
  if (isOrderedDown(supervise, system))
    return person('it was told to be down: link it again when it is to run again')
  const { name } = service
  const { process } = supervise
  return cure('take the link away, end the service, link it again when svscan has forgotten it', [
    { cure: 'relink', item: item({ name, service: name, process, link: name }) },
    ...(isStartedByHand(supervise, system) ? [forSupervise('as-before', supervise)] : []),
  ])
}
