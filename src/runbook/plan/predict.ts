import type { Operation } from '../../contract/operation.js'
import { interpret } from '../../system/interpret.js'
import type { RecordedLink } from '../../system/link-record.js'
import type { Process } from '../../system/process.js'
import type { Entry, Observation, System } from '../../system/system.js'

/** The system as it should be after these acts: what the rest of a dry run's plan is made on. Pure. */
export function predict(system: System, operations: readonly Operation[], initial: System): System {
  if (operations.length === 0) return system
  const entries = new Map(system.entries.map(entry => [entry.name, entry]))
  const processes = new Map(system.processes)
  for (const operation of operations) {
    switch (operation.kind) {
      case 'unlink':
        entries.delete(operation.link.name)
        break
      case 'link': {
        const entry =
          initial.entries.find(({ name }) => name === operation.link.name) ?? newEntry(operation.link, system)
        if (entry !== null) entries.set(entry.name, entry)
        break
      }
      case 'command':
        for (const pid of stoppedBySvc(operation.argv, system)) removeTree(processes, system, pid)
        break
      case 'control':
        removeTree(processes, system, operation.process.pid)
        break
      case 'signal':
        if (operation.signal === 'SIGSTOP') halt(processes, operation.process.pid)
        else if (operation.signal === 'SIGTERM' || operation.signal === 'SIGKILL')
          removeOne(processes, operation.process.pid)
        break
      case 'attach':
        attached(processes, operation, system)
        break
      case 'write-manifest':
      case 'hold':
      case 'release':
      case 'undo-by':
      case 'start':
      case 'await-scan':
      case 'drain':
      case 'save-unread-lines':
      case 'clear-title':
      case 'limit':
        break
    }
  }
  const observation: Observation = { ...system, entries: [...entries.values()], processes }
  return interpret(observation)
}

/** A link to a directory in which a supervise runs that no entry leads to: of the directory nothing more is known. */
function newEntry({ name, target, uid, gid }: RecordedLink, system: System): Entry | null {
  const inside = (path: string) =>
    system.supervises.find(({ directory }) => directory?.path === path && !directory.deleted)?.directory
  const own = inside(target)
  if (own == null) return null
  const log = inside(`${target}/log`)
  const directory = {
    ...unknownDirectory,
    ...own,
    log: log == null ? null : { ...unknownDirectory, ...log, log: null },
  }
  const link = { target, uid, gid, modifiedMicroseconds: 0n }
  return { name, kind: 'link', changed: system.time, link, directory, problem: null }
}

const unknownDirectory = {
  ...{ mode: 0o755, uid: 0, gid: 0, normallyDown: false, control: true },
  ...{ status: null, statusProblem: null, statusMalformed: false, logProblem: null },
  run: { kind: 'unreadable', reason: 'not looked at' },
} as const

/** A svscan that is started has no pid yet: what is planned for it needs none. */
function attached(
  processes: Map<number, Process>,
  { argv, like, input, output }: Extract<Operation, { kind: 'attach' }>,
  system: System,
): void {
  const model = system.processes.get(like.pid)
  const read =
    input === null ? undefined : system.processes.get(input.process.pid)?.descriptors[input.descriptor]
  if (argv[0] === 'cat' && model !== undefined && read !== undefined) {
    const pid = -1 - processes.size
    processes.set(pid, {
      ...model,
      pid,
      parent: 1,
      command: 'cat',
      arguments: argv,
      descriptors: { 0: read },
    })
  }
  const pipe =
    output === null ? undefined : system.processes.get(output.process.pid)?.descriptors[output.descriptor]
  if (argv[0] !== 'svscan' || model === undefined || pipe === undefined) return
  const { path, id } = system.svscanDirectory
  processes.set(0, {
    ...model,
    ...{ pid: 0, startTime: system.ticks, parent: 1, command: 'svscan', arguments: argv },
    workingDirectory: { path, deleted: false, id },
    descriptors: { 1: pipe, 2: pipe },
  })
}

/** Which supervises leave because of `svc -dx DIR…`. */
function stoppedBySvc(argv: readonly string[], system: System): number[] {
  const [program, options, ...directories] = argv
  if (program === undefined || !/(^|\/)svc$/.test(program) || !/^-\w*x/.test(options ?? '')) return []
  const told = new Set(directories)
  return system.supervises
    .filter(({ directory }) => directory !== null && !directory.deleted && told.has(directory.path))
    .map(({ process }) => process.pid)
}

function removeTree(processes: Map<number, Process>, system: System, pid: number): void {
  processes.delete(pid)
  for (const child of system.children.get(pid) ?? []) removeTree(processes, system, child.pid)
}

function halt(processes: Map<number, Process>, pid: number): void {
  const process = processes.get(pid)
  if (process !== undefined) processes.set(pid, { ...process, state: 'T' })
}

/** What it leaves behind becomes a child of process 1; zombies are reaped there. */
function removeOne(processes: Map<number, Process>, pid: number): void {
  processes.delete(pid)
  for (const process of processes.values()) {
    if (process.parent !== pid) continue
    if (process.state === 'Z') processes.delete(process.pid)
    else processes.set(process.pid, { ...process, parent: 1 })
  }
}
