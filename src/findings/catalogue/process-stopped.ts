import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { supervisorName } from '../../diagnosis/relatives.js'
import { type RuleInput, symptom } from '../../diagnosis/rule.js'
import { idOf, superviseName } from '../../diagnosis/service-part.js'
import type { Process } from '../../system/process.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { processesOf } from '../facts.js'
import { type Case, cure, forProcess, type Remedy } from '../remedy.js'

export const processStopped = defineFinding({
  id: 'process-stopped',
  severity: 'critical',
  title: 'a stopped process',
  meaning:
    'A process of daemontools, or a service, was stopped by SIGSTOP and does nothing, although svstat, svc and svok all look fine. Somebody has sent the signal, or has left a debugger attached.',
  consequenceOf: ['run-unfinished'],
  *find(look) {
    for (const { service, what, process } of stopped(look)) {
      const key = `process-stopped:${idOf(process)}`
      // `svc -p` stops it first and says so in the status a moment later.
      if (lasted(look, key) === 0) {
        yield doubt(service, key, `${what} is stopped`, { again: 0.3 })
        continue
      }
      yield symptom(
        service,
        [process.pid],
        `${what} is stopped (state T): it does nothing, though svstat, svc and svok all look fine`,
        { state: 'T', process: process.arguments.join(' ') || process.command },
        { byHand: `kill -CONT ${process.pid}` },
      )
      yield remembered(key)
    }
  },
  remedy: remedyForProcessStopped,
  bySvreset: 'lets it go on (SIGCONT)',
  byHand: 'kill -CONT PID',
  resetEnds: true,
  complains: 'sometimes',
  remedyAsConsequence: false,
  inSnapshot: true,
})

interface Suspect {
  readonly service: string | null
  readonly what: string
  readonly process: Process
}

function* stopped({ system, parts }: RuleInput): Iterable<Suspect> {
  for (const process of [...system.svscans.map(svscan => svscan.process), ...system.foreignScanners]) {
    if (isStopped(process)) yield { service: null, what: supervisorName(process), process }
  }
  for (const supervise of system.supervises) {
    const { service, process } = supervise
    if (!isStopped(process)) continue
    yield { service, what: `the ${supervisorName(process)} for ${quote(superviseName(supervise))}`, process }
  }
  for (const { service, name, directory, supervises } of parts) {
    const { status } = directory
    for (const process of supervises.flatMap(supervise => system.children.get(supervise.process.pid) ?? [])) {
      const isLog = status?.log?.pid === process.pid
      const paused = isLog ? status.log.paused : status?.paused
      if (paused === true || !isStopped(process)) continue
      yield { service, what: isLog ? `the log of ${quote(name)}` : quote(name), process }
    }
  }
}

function isStopped({ state }: Process): boolean {
  return state === 'T'
}

function remedyForProcessStopped({ finding, system }: Case): Remedy {
  return cure(
    'let it go on (SIGCONT)',
    processesOf(finding, system).map(process =>
      forProcess('continue', process, finding.service ?? 'svscan', finding.service),
    ),
  )
}
