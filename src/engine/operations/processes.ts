import { closeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { SignalName } from '../../contract/operation.js'
import { hasErrorCode } from '../../errors.js'
import { hasClosedAll } from '../../system/held-files.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { deliver } from './control.js'
import { openForWriting } from './fifo.js'
import { OperationFailed } from './operation-failed.js'

/**
 * Leaves alone a process that is gone, or whose pid now belongs to another one: what was wanted has happened. One that
 * gets SIGKILL is waited for: until it has ended it looks like one that runs, no longer stopped if it was before.
 */
export async function signalProcess(id: ProcessId, signal: SignalName, what: string): Promise<void> {
  if (!isStill(id)) return
  try {
    process.kill(id.pid, signal)
  } catch (error) {
    if (!hasErrorCode(error, 'ESRCH'))
      throw OperationFailed.because(`unable to send ${signal} to ${what}, pid ${id.pid}`, error)
  }
  if (signal !== 'SIGKILL') return
  for (const deadline = performance.now() + killLasts; isStill(id) && performance.now() < deadline; )
    await delay(1)
}

/** Milliseconds. A process that waits for a disk ends later; the step that follows looks for itself. */
const killLasts = 1000

/** An order that cannot be delivered is an error, unless supervise is just exiting. */
export function orderSupervise(id: ProcessId, orders: string, what: string): void {
  const failure = `unable to reach the control descriptor of ${what}, pid ${id.pid}`
  if (deliver(id, orders, failure) !== 'none' || hasClosedAll(id.pid)) return
  throw new OperationFailed(failure, 'it holds no control FIFO open')
}

/**
 * Opens the pipe that this readproctitle reads. As long as svreset has it open, readproctitle does not see the end of
 * the file, and so svscanboot waits. If svreset dies, the kernel closes the pipe, and init starts all three again.
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
