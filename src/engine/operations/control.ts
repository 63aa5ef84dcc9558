import { closeSync, fstatSync, lstatSync, readdirSync, statSync, writeSync } from 'node:fs'
import { hasErrorCode } from '../../errors.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { fileId, readLink } from '../../system/read.js'
import { openForWriting } from './fifo.js'
import { OperationFailed } from './operation-failed.js'

/**
 * Writes orders (`dx`) into the control FIFO that this supervise holds open, even if its name is gone. false: it
 * holds none, or has gone. A supervise that is just exiting has closed the FIFO, or closes it now.
 */
export function deliver(id: ProcessId, orders: string, failure: string): boolean {
  if (!isStill(id)) return false
  let descriptor: number | null = null
  try {
    const control = findControl(id.pid)
    if (control === null) return false
    descriptor = openForWriting(control.path, failure)
    // If another process has the pid now, its descriptors have other meanings.
    if (fileId(fstatSync(descriptor)) !== control.id || !isStill(id)) return false
    writeSync(descriptor, orders)
    return true
  } catch (error) {
    const cause = error instanceof OperationFailed ? error.cause : error
    // While a process ends, /proc reports different errors.
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
 * Finds the FIFO by what it is, not by its name, which may be Debian's /var/lib/supervise/NAME/control. It is the only
 * FIFO in a file system that supervise has open for reading and for writing, so that it never sees its end. supervise
 * only reads `ok`.
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
