import { readdirSync, statfsSync } from 'node:fs'
import { decodeBytes } from '../../text/bytes.js'
import type { BlockedWriters } from '../details.js'
import { logPipe } from '../pairs.js'
import type { FileId, Process } from '../process.js'
import { fsPath, readLink, readProcFile, readProcText, tryStat } from '../read.js'
import { isLive } from '../supervise-state.js'
import type { Service, System } from '../system.js'
import { logDirectories, logProcess } from './multilog.js'

/**
 * Services that sleep in a write to their full log pipe. Checked only if the log does not itself wait for input: as long
 * as the log does that, the pipe cannot be full.
 */
export function findBlockedWriters(system: System): Map<FileId, BlockedWriters> {
  const found = new Map<FileId, BlockedWriters>()
  for (const service of system.services) {
    const pipe = pipeToLog(system, service)
    if (pipe === null || readsAll(service, pipe)) continue
    const pids = writersOf(system, service).filter(process => sleepsInWrite(process, pipe))
    if (pids.length === 0) continue
    found.set(service.directory.id, { pids: pids.map(({ pid }) => pid), logDirectory: logDirectory(service) })
  }
  return found
}

/** runsv keeps the pipe for what it starts, and so does daemontools-encore for a log that is a file: only that writes to it. */
function pipeToLog(system: System, service: Service): string | null {
  const [supervise] = service.supervises
  const isOwnLog = service.directory.status?.log != null
  if (!isOwnLog && supervise?.process.relative?.family !== 'runit') return logPipe(system, service)
  if (!(isOwnLog || service.directory.log !== null) || supervise?.child == null) return null
  const output = readLink(`/proc/${supervise.child.pid}/fd/1`)
  return output?.startsWith('pipe:') ? output : null
}

function readsAll(service: Service, pipe: string): boolean {
  const isOwnLog = service.directory.status?.log != null
  if (!isOwnLog && service.logSupervises[0]?.process.descriptors[0] !== pipe) return false
  const log = logProcess(service)
  if (log === null || log.state !== 'S') return log?.state === 'R'
  return sleepsInRead(log.pid)
}

export function sleepsInRead(pid: number): boolean {
  return wchan(`/proc/${pid}`).endsWith('pipe_read')
}

/** Where in the kernel it sleeps; the names differ (pipe_read, anon_pipe_read, pipe_wait). */
export function wchan(path: string): string {
  return decodeBytes(readProcFile(`${path}/wchan`) ?? new Uint8Array())
}

function writersOf({ children }: System, { supervises }: Service): Process[] {
  const found: Process[] = []
  const queue = supervises.flatMap(({ child }) => child ?? [])
  for (let process = queue.pop(); process !== undefined; process = queue.pop()) {
    if (isLive(process)) found.push(process)
    queue.push(...(children.get(process.pid) ?? []))
  }
  return found
}

/** Whether any of its threads is in write(2) or writev(2) on a descriptor that is this pipe. */
function sleepsInWrite({ pid }: Process, pipe: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some(task => {
      const path = `/proc/${pid}/task/${task}`
      if (!wchan(path).includes('pipe_w')) return false
      // `1 0x2 …`: number of the system call, then its arguments; the first is the descriptor.
      const descriptor = /^\d+ 0x([0-9a-f]+)/.exec(readProcText(`${path}/syscall`))?.[1]
      if (descriptor === undefined) return [1, 2].some(fd => readLink(`/proc/${pid}/fd/${fd}`) === pipe)
      return readLink(`/proc/${pid}/fd/${Number.parseInt(descriptor, 16)}`) === pipe
    })
  } catch {
    return false
  }
}

function logDirectory(service: Service): BlockedWriters['logDirectory'] {
  const path = logDirectories(service, logProcess(service))[0]
  const stats = path === undefined ? null : tryStat(path)
  if (path === undefined || stats === null) return null
  return { path, uid: stats.uid, freeBytes: freeBytes(path) }
}

function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(fsPath(path))
    return bavail * bsize
  } catch {
    return null
  }
}
