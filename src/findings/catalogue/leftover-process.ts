import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted } from '../../diagnosis/lasting.js'
import { symptom } from '../../diagnosis/rule.js'
import { age } from '../../diagnosis/service-part.js'
import { isLive } from '../../system/interpret.js'
import type { Process } from '../../system/process.js'
import type { System } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { processesOf } from '../facts.js'
import { type Case, cure, forProcess, type Remedy } from '../remedy.js'
import { logPipe } from './log.js'

/** Seconds: younger than this, what is left over may be about to end. */
const settled = 2

export const leftoverProcess = defineFinding({
  id: 'leftover-process',
  severity: 'critical',
  title: 'a process that was left over',
  meaning:
    'A process came from a service, as its log pipe shows, and no supervise is above it any more: run put it into the background, or its supervise was killed. It may hold the port or the lock that the service needs.',
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
        { byHand: `end it if it is not wanted: kill ${process.pid}; make run stay in the foreground` },
      )
    }
  },
  remedy: remedyForLeftoverProcess,
  bySvreset: 'ends it (SIGTERM)',
  byHand: 'kill PID if it is not wanted; make run stay in the foreground',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForLeftoverProcess({ finding, system }: Case): Remedy {
  return cure(
    'end it (SIGTERM)',
    processesOf(finding, system).map(process =>
      forProcess('end-process', process, process.arguments.join(' ') || process.command, finding.service),
    ),
  )
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
