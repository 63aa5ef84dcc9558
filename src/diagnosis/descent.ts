import type { Orphan } from '../system/details.js'
import { runsFile } from '../system/encore.js'
import { logPipe } from '../system/pairs.js'
import type { Process } from '../system/process.js'
import { descendants } from '../system/processes.js'
import { isLive } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { complainsOf } from './complaints.js'

/** From which service a process came that no supervise is above any more. */
export interface Origin {
  readonly service: string
  readonly role: Supervise['role']
  /** Pipes and descriptors; nobody else can have them. */
  readonly proof: string
  /** Otherwise it is only likely: enough to name it where it holds what the service fails on. */
  readonly isProved: boolean
}

export function originOf(system: System, process: Process): Origin | null {
  return (
    byPipe(system, process) ??
    byKeeper(system, process) ??
    byOwnFile(system, process) ??
    byTraces(system, process)
  )
}

/** What was looked at more closely: this very process, not one that has got its pid since. */
export function orphanOf({ details }: System, { pid, startTime }: Process): Orphan | null {
  const orphan = details?.orphans.get(pid)
  return orphan?.startTime === startTime ? orphan : null
}

/** Never one of daemontools itself, and never what a person sits at, or what keeps a person's session. */
export function mayBeLeftOver(system: System, process: Process): boolean {
  if (!isLive(process) || daemontools.includes(process.command)) return false
  return [process, ...descendants(system, process.pid)].every(
    ({ terminal, arguments: words, pid }) =>
      terminal === 0 && words[0]?.startsWith('-') !== true && pid !== system.self.pid,
  )
}

const daemontools: readonly string[] = ['svscan', 'supervise', 'readproctitle', 'svscanboot']

const pipesOf = new WeakMap<System, ReadonlyMap<string, string>>()

/** The service of each log pipe. A log's standard input is one too: known even where the service's supervise is gone. */
function logPipes(system: System): ReadonlyMap<string, string> {
  const known = pipesOf.get(system)
  if (known !== undefined) return known
  const pipes = new Map<string, string>()
  for (const service of system.services) {
    const pipe = logPipe(system, service)
    if (pipe !== null) pipes.set(pipe, service.name)
  }
  for (const { process, service } of system.supervises) {
    const pipe = process.descriptors[0]
    if (service !== null && pipe?.startsWith('pipe:') && !pipes.has(pipe)) pipes.set(pipe, service)
  }
  pipesOf.set(system, pipes)
  return pipes
}

function byPipe(system: System, { descriptors, workingDirectory }: Process): Origin | null {
  const pipes = logPipes(system)
  const of = (service: string, proof: string, role: Origin['role'] = 'service') =>
    ({ service, role, proof, isProved: true }) as const
  for (const output of [descriptors[1], descriptors[2]]) {
    const service = pipes.get(output ?? '')
    if (service !== undefined) return of(service, `the log pipe ${output}`)
  }
  // A log that lives on when its supervise is gone takes lines from the one that came after it.
  const read = pipes.get(descriptors[0] ?? '')
  const log = system.services.find(({ name }) => name === read)?.directory.log
  if (read !== undefined && log?.id === workingDirectory?.id)
    return of(read, `the log pipe ${descriptors[0]}, in ${log?.path}`, 'log')
  const errors = system.svscans.map(({ process }) => process.descriptors[2])
  if (descriptors[2] === undefined || !errors.includes(descriptors[2])) return null
  const service = system.services.find(({ directory }) => directory.id === workingDirectory?.id)
  if (service === undefined) return null
  return of(service.name, `svscan's standard error ${descriptors[2]}, in ${service.directory.path}`)
}

/** Beside the pipe that a service has now, another svscan may have made it one before. */
function byKeeper({ svscans, services }: System, { descriptors, workingDirectory }: Process): Origin | null {
  const output = descriptors[1]
  const service = services.find(({ directory }) => directory.id === workingDirectory?.id)
  if (service === undefined || output === undefined) return null
  const keeper = svscans.find(({ process }) => madePipes(process).includes(output))
  if (keeper === undefined) return null
  const proof = `a log pipe of svscan ${keeper.process.pid}, ${output}`
  return { service: service.name, role: 'service', proof, isProved: true }
}

/** Those of logs: not what it has got as its own input and output. */
function madePipes({ descriptors }: Process): string[] {
  return Object.entries(descriptors).flatMap(([descriptor, path]) =>
    Number(descriptor) > 2 && path.startsWith('pipe:') ? [path] : [],
  )
}

/**
 * The pipe to a log that is an executable file is made by supervise, and goes with it: the next one makes another. What
 * supervise executes there is `./run` or `./log`, in that directory.
 */
function byOwnFile({ services }: System, process: Process): Origin | null {
  const service = services.find(({ directory }) => directory.id === process.workingDirectory?.id)
  if (service?.directory.status?.log == null) return null
  const role = runsFile(process, 'run') ? 'service' : runsFile(process, 'log') ? 'log' : null
  if (role === null) return null
  const proof = `it runs ./${role === 'log' ? 'log' : 'run'}, in ${service.directory.path}`
  return { service: service.name, role, proof, isProved: true }
}

/** A daemon closes what it has inherited, and goes to `/`; these it keeps. */
function byTraces(system: System, process: Process): Origin | null {
  const orphan = orphanOf(system, process)
  if (orphan === null) return null
  const { home, program, namedBy, awaitedBy, listens } = orphan
  for (const { name, directory } of system.services) {
    const of = (proof: string, isProved: boolean) =>
      ({ service: name, role: 'service', proof, isProved }) as const
    const { path, id } = directory
    if (awaitedBy === id) return of('the pipe that its fghack reads', true)
    if (home === path) return of(`its environment: it was started in ${path}`, true)
    if (process.workingDirectory?.id === id) return of(`its working directory ${path}`, false)
    if (program?.startsWith(`${path}/`)) return of(`its program ${program}`, false)
    if (namedBy.includes(id)) return of(`${path}/run, which names its program`, false)
    const address = listens.find(each => complainsOf(each, system, directory))
    if (address !== undefined) return of(`what ${name} says of ${address}`, false)
  }
  return null
}
