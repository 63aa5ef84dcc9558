import type { Details, Orphan } from '../../src/system/details.js'
import { interpret } from '../../src/system/interpret.js'
import type { Process } from '../../src/system/process.js'
import { launchersOf } from '../../src/system/surroundings/launchers.js'
import type { Launch, Surroundings } from '../../src/system/surroundings.js'
import type {
  Entry,
  Observation,
  ServiceDirectory,
  SuperviseStatus,
  System,
} from '../../src/system/system.js'

/** Now, in ticks since boot and in milliseconds since the epoch. */
export const ticks = 10_000_00
export const time = Date.UTC(2026, 10, 23, 15, 31)
export const svscanDirectory = { path: '/etc/service', id: '1:1', mode: 0o755, uid: 0, gid: 0 }
const readproctitlePipe = 'pipe:[1]'

/** A process that has run for an hour. */
export function aProcess(pid: number, parent: number, change: Partial<Process> = {}): Process {
  return {
    pid,
    parent,
    startTime: ticks - 3600_00 + pid,
    processGroup: 10,
    session: 10,
    terminal: 0,
    state: 'S',
    command: 'sleep',
    arguments: ['sleep', '1000000'],
    uid: 0,
    workingDirectory: null,
    descriptors: {},
    ...change,
  }
}

export function aStatus(pid: number, change: Partial<SuperviseStatus> = {}): SuperviseStatus {
  return {
    pid,
    paused: false,
    want: 'up',
    changed: time - 3600_000,
    ordered: null,
    stage: null,
    log: null,
    ...change,
  }
}

export function aDirectory(
  path: string,
  id: string,
  change: Partial<ServiceDirectory> = {},
): ServiceDirectory {
  return {
    path,
    id,
    mode: 0o755,
    uid: 0,
    gid: 0,
    run: { kind: 'executable', mode: 0o755, uid: 0, gid: 0, interpreter: { path: '/bin/sh', usable: true } },
    normallyDown: false,
    status: null,
    statusProblem: null,
    statusMalformed: false,
    control: true,
    log: null,
    logProblem: null,
    ...change,
  }
}

export function aLink(name: string, directory: ServiceDirectory | null, change: Partial<Entry> = {}): Entry {
  const target = directory?.path ?? `/usr/local/${name}`
  return {
    name,
    kind: 'link',
    changed: time - 86_400_000,
    link: { target, uid: 0, gid: 0, modifiedMicroseconds: 0n },
    directory,
    problem: directory === null ? 'no such file or directory (ENOENT)' : null,
    ...change,
  }
}

/** What a test may change before the System is made of it. */
export interface Draft {
  entries: Entry[]
  processes: Process[]
  observation: Partial<Observation>
}

/**
 * svscanboot (10), svscan (11), readproctitle (12), and per service, from pid 100 on in tens: its supervise (+0),
 * its log's supervise (+1), its process (+2) and its multilog (+3). Healthy, until `change` does otherwise.
 */
export function aSystem(names: readonly string[], change: (draft: Draft) => void = () => {}): System {
  const draft: Draft = { entries: [], processes: daemons(), observation: {} }
  for (const [index, name] of names.entries()) addService(draft, name, 100 + 10 * index)
  change(draft)
  const { entries, processes, observation } = draft
  const system = interpret({
    time,
    ticks,
    ticksPerSecond: 100,
    host: 'lenny',
    bootId: 'boot',
    svscanDirectory,
    entries,
    processes: new Map(processes.map(process => [process.pid, process])),
    self: { pid: 9999, uid: 0 },
    pipeReaders: new Map(),
    out: [],
    surroundings: null,
    details: null,
    unreadable: [],
    ...observation,
  })
  return observation.surroundings === undefined ? { ...system, surroundings: aroundOf(system) } : system
}

/** What a look around finds where nothing but the process table tells who keeps svscan. */
export function aroundOf(system: System, change: Partial<Surroundings> = {}): Surroundings {
  return {
    init: 'sh',
    origins: launchersOf(system).map(top => ({
      process: { pid: top.pid, startTime: top.startTime },
      launch: aLaunch(...(top.command === 'svscanboot' ? ['/usr/bin/svscanboot'] : top.arguments)),
      cgroup: '/',
      ancestors: [system.processes.get(top.parent) ?? aProcess(top.parent, 0, { command: 'sh' })],
    })),
    ownCgroup: '/',
    systemd: [],
    upstart: [],
    openrc: [],
    inittab: [],
    ...change,
  }
}

export function aLaunch(...argv: string[]): Launch {
  return { argv, directory: '/', environment: null, limits: {}, umask: 0o022, user: null }
}

/** Changes the process with this pid. */
export function alter(draft: Draft, pid: number, change: Partial<Process>): void {
  draft.processes = draft.processes.map(process =>
    process.pid === pid ? { ...process, ...change } : process,
  )
}

export function remove(draft: Draft, ...pids: number[]): void {
  draft.processes = draft.processes.filter(({ pid }) => !pids.includes(pid))
}

/** Changes the directory of this entry, or that of its log. */
export function alterDirectory(draft: Draft, name: string, change: Partial<ServiceDirectory>): void {
  draft.entries = draft.entries.map(entry =>
    entry.name === name && entry.directory !== null
      ? { ...entry, directory: { ...entry.directory, ...change } }
      : entry,
  )
}

export function aCloser(change: Partial<Details>): Details {
  return {
    logTails: new Map(),
    obstacles: new Map(),
    logLocks: new Map(),
    logTwins: new Map(),
    blockedWriters: new Map(),
    unreadBytes: new Map(),
    kernelWaits: new Map(),
    logObstacles: new Map(),
    orphans: new Map(),
    openFiles: new Map(),
    loweredLimits: new Map(),
    failedForks: new Map(),
    ...change,
  }
}

export function anOrphan(change: Partial<Orphan> = {}): Orphan {
  return {
    startTime: 0,
    ...{ home: null, program: null, namedBy: [], awaitedBy: null },
    ...{ listens: [], connections: 0, locks: [] },
    ...change,
  }
}

/** The same moment, so many seconds later: processes are as old as they are. */
export function later(system: System, seconds: number): System {
  return interpret({ ...system, ticks: system.ticks + seconds * 100, time: system.time + seconds * 1000 })
}

function daemons(): Process[] {
  const output = { 0: '/dev/null', 1: readproctitlePipe, 2: readproctitlePipe }
  return [
    aProcess(1, 0, { command: 'init', arguments: ['init'] }),
    aProcess(10, 1, { command: 'svscanboot', arguments: ['/bin/sh', '/usr/bin/svscanboot'] }),
    aProcess(11, 10, {
      command: 'svscan',
      arguments: ['svscan', '/etc/service'],
      workingDirectory: { path: '/etc/service', deleted: false, id: svscanDirectory.id },
      descriptors: output,
    }),
    aProcess(12, 10, {
      command: 'readproctitle',
      arguments: ['readproctitle', 'service', 'errors:', '.'.repeat(400)],
      descriptors: { 0: readproctitlePipe },
    }),
  ]
}

function addService(draft: Draft, name: string, pid: number): void {
  const path = `/usr/local/${name}`
  const pipe = `pipe:[${pid}]`
  const log = aDirectory(`${path}/log`, `2:${pid + 1}`, { status: aStatus(pid + 3) })
  draft.entries.push(aLink(name, aDirectory(path, `2:${pid}`, { status: aStatus(pid + 2), log })))
  draft.processes.push(
    aSupervise(pid, name, path, `2:${pid}`, { 0: '/dev/null', 1: pipe, 2: readproctitlePipe }),
    aSupervise(pid + 1, 'log', `${path}/log`, `2:${pid + 1}`, {
      0: pipe,
      1: readproctitlePipe,
      2: readproctitlePipe,
    }),
    aProcess(pid + 2, pid),
    aProcess(pid + 3, pid + 1, { command: 'multilog', arguments: ['multilog', 't', './main'] }),
  )
}

export function aSupervise(
  pid: number,
  name: string,
  path: string,
  id: string,
  descriptors: Process['descriptors'],
): Process {
  return aProcess(pid, 11, {
    command: 'supervise',
    arguments: ['supervise', name],
    workingDirectory: { path, deleted: false, id },
    descriptors: { ...descriptors, 9: `${path}/supervise/control` },
  })
}
