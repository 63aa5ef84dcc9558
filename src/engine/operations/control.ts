import { closeSync, fstatSync, lstatSync, readdirSync, statSync, writeSync } from 'node:fs'
import { hasErrorCode } from '../../errors.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { fileId, readLink } from '../../system/read.js'
import { openForWriting } from './fifo.js'
import { OperationFailed } from './operation-failed.js'

/**
 * Writes orders (`dx`) into the control FIFO that this supervise holds open, even where its name is gone. false: it
 * holds none, or has gone. One that is just leaving has closed it already, or does so now.
 */
export function deliver(id: ProcessId, orders: string, failure: string): boolean {
  if (!isStill(id)) return false
  let descriptor: number | null = null
  try {
    const control = findControl(id.pid)
    if (control === null) return false
    descriptor = openForWriting(control.path, failure)
    // Descriptors are numbered anew when another process has the pid by now.
    if (fileId(fstatSync(descriptor)) !== control.id || !isStill(id)) return false
    writeSync(descriptor, orders)
    return true
  } catch (error) {
    const cause = error instanceof OperationFailed ? error.cause : error
    // Of a process that has just gone, /proc says one thing or another.
    if (hasErrorCode(cause, 'ENOENT', 'ENXIO', 'EPIPE') || !isStill(id)) return false
    throw error instanceof OperationFailed ? error : OperationFailed.because(failure, error)
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}

interface Control {
  readonly path: string
  readonly id: string
}

/**
 * By what it is, not by its name, which may be Debian's /var/lib/supervise/NAME/control: the one FIFO of a file system
 * that supervise has open for reading and for writing, so that it never sees its end. `ok` it only reads.
 */
function findControl(pid: number): Control | null {
  const ends = new Map<string, { path: string; read: boolean; write: boolean }>()
  for (const name of readdirSync(`/proc/${pid}/fd`)) {
    const path = `/proc/${pid}/fd/${name}`
    if (readLink(path)?.startsWith('/') !== true) continue
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats?.isFIFO() !== true) continue
    const id = fileId(stats)
    const snapshot = ends.get(id) ?? { path, read: false, write: false }
    // proc_pid_fd(5): the link's own permissions tell how it was opened.
    const { mode } = lstatSync(path)
    ends.set(id, {
      path,
      read: snapshot.read || (mode & 0o400) !== 0,
      write: snapshot.write || (mode & 0o200) !== 0,
    })
  }
  for (const [id, { path, read, write }] of ends) if (read && write) return { path, id }
  return null
}
