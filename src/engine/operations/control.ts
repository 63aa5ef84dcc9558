import { closeSync, fstatSync, writeSync } from 'node:fs'
import { hasErrorCode } from '../../errors.js'
import { heldControl } from '../../system/held-files.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { fileId } from '../../system/read.js'
import { openForWriting } from './fifo.js'
import { OperationFailed } from './operation-failed.js'

/**
 * Writes orders (`dx`) into the control FIFO that this supervise holds open, even if its name is gone. `leaving`:
 * it has gone, or has just closed the FIFO, as supervise does when it exits. `none`: it lives and holds none.
 */
export function deliver(id: ProcessId, orders: string, failure: string): 'delivered' | 'leaving' | 'none' {
  if (!isStill(id)) return 'leaving'
  let descriptor: number | null = null
  try {
    const control = heldControl(id.pid)
    if (control === null) return isStill(id) ? 'none' : 'leaving'
    descriptor = openForWriting(`/proc/${id.pid}/fd/${control.descriptor}`, failure)
    // Descriptors are numbered anew when another process has the pid by now.
    if (fileId(fstatSync(descriptor)) !== control.id || !isStill(id)) return 'leaving'
    writeSync(descriptor, orders)
    return 'delivered'
  } catch (error) {
    const cause = error instanceof OperationFailed ? error.cause : error
    // While a process ends, /proc reports different errors.
    if (hasErrorCode(cause, 'ENOENT', 'ENXIO', 'EPIPE') || !isStill(id)) return 'leaving'
    throw error instanceof OperationFailed ? error : OperationFailed.because(failure, error)
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}
