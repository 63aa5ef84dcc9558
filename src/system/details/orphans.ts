import { readdirSync } from 'node:fs'
import { decodeBytes } from '../../text/bytes.js'
import type { Orphan } from '../details.js'
import { isYoung } from '../is-young.js'
import { logPipe } from '../pairs.js'
import type { FileId, Process } from '../process.js'
import { daemontools } from '../process-table.js'
import { fileId, readFirstBytes, readLink, readProcText, tryStat } from '../read.js'
import { isLive } from '../supervise-state.js'
import type { System } from '../system.js'
import type { Locks } from './locks.js'
import { SocketTables } from './sockets.js'

/**
 * What was left to process 1 and may have come from a service: where it came from, and what it holds. Most daemons of a
 * machine are such, and of most only the environment is read; of others more, where a service keeps from running.
 */
export function findOrphans(system: System, locks: Locks): Map<number, Orphan> {
  const troubled = system.services.filter(
    service => service.supervises.length > 0 && isYoung(system, service),
  )
  const homes = new Set(system.services.map(({ directory }) => directory.path))
  const pipes = new Set(system.services.map(service => logPipe(system, service)))
  const awaited = pipesOfFghacks(system)
  const words = new Map(troubled.map(({ directory }) => [directory.id, wordsOfRun(directory.path)]))
  const sockets = new SocketTables()
  const found = new Map<number, Orphan>()
  for (const process of system.children.get(1) ?? []) {
    if (!isLive(process) || process.terminal !== 0 || daemontools.has(process.command)) continue
    const home = homeOf(process)
    const isOffspring =
      homes.has(home ?? '') || [1, 2].some(descriptor => pipes.has(process.descriptors[descriptor] ?? ''))
    if (!isOffspring && troubled.length === 0 && awaited.size === 0) continue
    const program = readLink(`/proc/${process.pid}/exe`)
    found.set(process.pid, {
      startTime: process.startTime,
      ...{ home, program, namedBy: namedBy(process, program, words) },
      ...holdings(process.pid, { sockets, locks, awaited }),
    })
  }
  return found
}

/** What a login, or another manager of services, leaves in the environment. */
const foreign = /^(?:TERM|LOGNAME|MAIL|INVOCATION_ID|(?:SSH|SUDO|XDG)_\w+)=/m

/** Where its shell was when it started: `run` is started in the directory of its service. */
function homeOf({ pid }: Process): string | null {
  const environment = decodeBytes(Buffer.from(readProcText(`/proc/${pid}/environ`), 'latin1')).replaceAll(
    '\0',
    '\n',
  )
  if (foreign.test(environment)) return null
  return /^PWD=(\/.*)$/m.exec(environment)?.[1] ?? null
}

/** Absolute paths in `run`, but for programs that run any other: a shell, env, setuidgid. */
function wordsOfRun(directory: string): Set<string> {
  const read = readFirstBytes(`${directory}/run`, 8192)
  if (read.kind !== 'read') return new Set()
  const text = decodeBytes(read.bytes).replace(/^#!.*/, '')
  return new Set((text.match(/\/[^\s'"`;|&<>()=]+/g) ?? []).filter(word => !runsOthers.test(word)))
}

const runsOthers =
  /\/(?:dev\/.*|(?:ba|da|k|z)?sh|env|envdir|envuidgid|setuidgid|softlimit|pgrphack|setlock|fghack|nice|python[\d.]*|perl[\d.]*|ruby|node|php[\d.]*|java)$/

/** A title that a process has given itself may be one word. */
function namedBy(
  { arguments: words }: Process,
  program: string | null,
  runs: ReadonlyMap<FileId, Set<string>>,
): FileId[] {
  const own = new Set([...words.flatMap(word => word.split(' ')), program ?? ''])
  return [...runs].filter(([, named]) => [...named].some(word => own.has(word))).map(([id]) => id)
}

/** fghack(8) waits until nobody has the other end of its pipe any more; what its supervise has too is older. */
function pipesOfFghacks({ supervises }: System): Map<string, FileId> {
  const pipes = new Map<string, FileId>()
  for (const { process, child, directory } of supervises) {
    if (child?.command !== 'fghack' || directory === null) continue
    const inherited = new Set(targetsOf(process.pid))
    for (const target of targetsOf(child.pid))
      if (target.startsWith('pipe:') && !inherited.has(target)) pipes.set(target, directory.id)
  }
  return pipes
}

interface Known {
  readonly sockets: SocketTables
  readonly locks: Locks
  readonly awaited: ReadonlyMap<string, FileId>
}

function holdings(
  pid: number,
  { sockets: tables, locks, awaited }: Known,
): Pick<Orphan, 'listens' | 'connections' | 'locks' | 'awaitedBy'> {
  const sockets = tables.of(pid)
  const listens = new Set<string>()
  const locked = new Set<string>()
  let connections = 0
  let awaitedBy: FileId | null = null
  for (const descriptor of descriptorsOf(pid)) {
    const path = `/proc/${pid}/fd/${descriptor}`
    const target = readLink(path) ?? ''
    const socket = sockets.get(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')
    if (socket?.kind === 'listens') listens.add(socket.name)
    if (socket?.kind === 'connected') connections += 1
    awaitedBy ??= awaited.get(target) ?? null
    if (target.startsWith('/') && isLocked(path, locks)) locked.add(target.replace(/ \(deleted\)$/, ''))
  }
  return { listens: [...listens], connections, locks: [...locked], awaitedBy }
}

/** The lock belongs to the open file, which is handed on from parent to child: /proc/locks names whoever took it. */
function isLocked(path: string, locks: Locks): boolean {
  const stats = tryStat(path)
  return stats?.isFile() === true && locks.has(fileId(stats))
}

function targetsOf(pid: number): string[] {
  return descriptorsOf(pid).flatMap(descriptor => readLink(`/proc/${pid}/fd/${descriptor}`) ?? [])
}

function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`)
  } catch {
    return []
  }
}
