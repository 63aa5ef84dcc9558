import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { type Rule, type RuleInput, symptom } from '../../diagnosis/rule.js'
import {
  age,
  currentStatus,
  idOf,
  pidsOf,
  type ServicePart,
  superviseName,
} from '../../diagnosis/service-part.js'
import { isLive } from '../../system/interpret.js'
import type { Process } from '../../system/process.js'
import type { System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { logPipe } from './log.js'

interface Suspect {
  readonly service: string | null
  readonly what: string
  readonly process: Process
}

export const processStopped: Rule = {
  id: 'process-stopped',
  severity: 'critical',
  mendedBy: 'reset',
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
        `kill -CONT ${process.pid}`,
      )
      yield remembered(key)
    }
  },
}

function* stopped({ system, parts }: RuleInput): Iterable<Suspect> {
  for (const { process } of system.svscans) {
    if (isStopped(process)) yield { service: null, what: 'svscan', process }
  }
  for (const supervise of system.supervises) {
    const { service, process } = supervise
    if (!isStopped(process)) continue
    yield { service, what: `the supervise for ${quote(superviseName(supervise))}`, process }
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

export const statusStale: Rule = {
  id: 'status-stale',
  severity: 'warning',
  mendedBy: 'reset',
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
        `svc -u ${quote(part.directory.path)} makes supervise write it again; is the disk full?`,
      )
      yield remembered(key)
    }
  },
}

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

/** Seconds: younger than this, what is left over may be about to end. */
const settled = 2

export const leftoverProcess: Rule = {
  id: 'leftover-process',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOfOwn: ['log-lock-held'],
  *find(look) {
    const { system } = look
    const pipes = new Map<string, string>()
    for (const service of system.services) {
      const pipe = logPipe(system, service)
      if (pipe !== null) pipes.set(pipe, service.name)
    }
    for (const { process, service } of system.supervises) {
      // A log's standard input is its service's pipe: known even where the service's supervise is gone.
      const pipe = process.descriptors[0]
      if (service !== null && pipe?.startsWith('pipe:') && !pipes.has(pipe)) pipes.set(pipe, service)
    }
    for (const process of system.children.get(1) ?? []) {
      const found = originOf(system, pipes, process) ?? originByKeeper(system, process)
      if (found === null || !isLeftover(system, process)) continue
      // What a shell was running when it was ended: a `sleep 1` goes by itself. A service may leave one after the other.
      const key = `leftover-process:${found.service}`
      const young = settled - Math.max(age(system, process), lasted(look, key))
      if (young > 0) {
        yield doubt(found.service, key, `pid ${process.pid} is left of ${found.service}`, { again: young })
        continue
      }
      yield remembered(key)
      yield symptom(
        found.service,
        [process.pid],
        `pid ${process.pid} came from ${quote(found.service)} and is below no supervise any more`,
        { process: process.arguments.join(' ') || process.command, parent: 1, holds: found.proof },
        `end it if it is not wanted: kill ${process.pid}; make run stay in the foreground`,
      )
    }
  },
}

function originOf(
  system: System,
  pipes: ReadonlyMap<string, string>,
  { descriptors, workingDirectory }: Process,
): { service: string; proof: string } | null {
  for (const output of [descriptors[1], descriptors[2]]) {
    const service = pipes.get(output ?? '')
    if (service !== undefined) return { service, proof: `the log pipe ${output}` }
  }
  // A log that lives on when its supervise is gone takes lines from the one that came after it.
  const read = pipes.get(descriptors[0] ?? '')
  const log = system.services.find(({ name }) => name === read)?.directory.log
  if (read !== undefined && log?.id === workingDirectory?.id)
    return { service: read, proof: `the log pipe ${descriptors[0]}, in ${log?.path}` }
  const errors = system.svscans.map(({ process }) => process.descriptors[2])
  if (descriptors[2] === undefined || !errors.includes(descriptors[2])) return null
  const service = system.services.find(({ directory }) => directory.id === workingDirectory?.id)
  return service === undefined
    ? null
    : {
        service: service.name,
        proof: `svscan's standard error ${descriptors[2]}, in ${service.directory.path}`,
      }
}

/** Beside the pipe that a service has now, another svscan may have made it one before. */
function originByKeeper(
  { svscans, services }: System,
  { descriptors, workingDirectory }: Process,
): { service: string; proof: string } | null {
  const output = descriptors[1]
  const service = services.find(({ directory }) => directory.id === workingDirectory?.id)
  if (service === undefined || output === undefined) return null
  const keeper = svscans.find(({ process }) => madePipes(process).includes(output))
  return keeper === undefined
    ? null
    : { service: service.name, proof: `a log pipe of svscan ${keeper.process.pid}, ${output}` }
}

/** Those of logs: not what it has got as its own input and output. */
function madePipes({ descriptors }: Process): string[] {
  return Object.entries(descriptors).flatMap(([descriptor, path]) =>
    Number(descriptor) > 2 && path.startsWith('pipe:') ? [path] : [],
  )
}

const daemontools: readonly string[] = ['svscan', 'supervise', 'readproctitle', 'svscanboot']

/** Never one of daemontools itself, and never what a person sits at, or what keeps a person's session. */
function isLeftover(system: System, process: Process): boolean {
  if (!isLive(process) || daemontools.includes(process.command)) return false
  const queue = [process]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next.terminal !== 0 || next.arguments[0]?.startsWith('-') === true) return false
    if (next.pid === system.self.pid) return false
    queue.push(...(system.children.get(next.pid) ?? []))
  }
  return true
}
