import { closeSync, readdirSync, writeSync } from 'node:fs'
import type { SignalName } from '../../contract/operation.js'
import { hasErrorCode } from '../../errors.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { readLink } from '../../system/read.js'
import { openForWriting } from './fifo.js'
import { OperationFailed } from './operation-failed.js'

/** One that is gone, or whose pid is somebody else's by now, is left alone: what was wanted has happened. */
export function signalProcess(id: ProcessId, signal: SignalName, what: string): void {
  if (!isStill(id)) return
  try {
    process.kill(id.pid, signal)
  } catch (error) {
    if (!hasErrorCode(error, 'ESRCH'))
      throw OperationFailed.because(`unable to send ${signal} to ${what}, pid ${id.pid}`, error)
  }
}

/**
 * Writes orders (`dx`) into the control FIFO that this supervise holds open, even where its name is gone. One that
 * is just leaving has closed it already, or does so now; of one that has lost it and stays, the step's own condition
 * tells.
 */
export function orderSupervise(id: ProcessId, orders: string, what: string): void {
  if (!isStill(id)) return
  const failure = `unable to reach the control descriptor of ${what}, pid ${id.pid}`
  let descriptor: number | null = null
  try {
    const control = findControl(id.pid)
    if (control === null) return
    descriptor = openForWriting(control, failure)
    if (isStill(id)) writeSync(descriptor, orders)
  } catch (error) {
    const cause = error instanceof OperationFailed ? error.cause : error
    // Of a process that has just gone, /proc says one thing or another.
    if (hasErrorCode(cause, 'ENOENT', 'ENXIO', 'EPIPE') || !isStill(id)) return
    throw error instanceof OperationFailed ? error : OperationFailed.because(failure, error)
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}

/**
 * Opens the pipe that this readproctitle reads. As long as we have it open, readproctitle does not see the
 * end of file, and so svscanboot waits. If we die the kernel closes it, and init starts all three again.
 */
export function holdReadproctitle(id: ProcessId): number {
  const descriptor = openForWriting(
    `/proc/${id.pid}/fd/0`,
    `unable to hold the pipe of readproctitle, pid ${id.pid}`,
  )
  if (isStill(id)) return descriptor
  closeSync(descriptor)
  throw new OperationFailed(`unable to hold the pipe of readproctitle, pid ${id.pid}`, 'it has ended')
}

function findControl(pid: number): string | null {
  const directory = `/proc/${pid}/fd`
  const found = readdirSync(directory).find(name =>
    /(^|\/)supervise\/control( \(deleted\))?$/.test(readLink(`${directory}/${name}`) ?? ''),
  )
  return found === undefined ? null : `${directory}/${found}`
}
