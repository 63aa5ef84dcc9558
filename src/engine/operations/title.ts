import { closeSync, writeSync } from 'node:fs'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { openForWriting } from './fifo.js'
import { OperationFailed } from './operation-failed.js'

/** readproctitle moves what it reads into its title from the right, and pushes as much out at the left (readproctitle.c). */
export function clearTitle(readproctitle: ProcessId, text: string): void {
  if (!isStill(readproctitle)) return
  const failure = `unable to write to the pipe of readproctitle, pid ${readproctitle.pid}`
  const descriptor = openForWriting(`/proc/${readproctitle.pid}/fd/0`, failure)
  try {
    writeSync(descriptor, '.'.repeat(Math.max(1000, text.length)))
  } catch (error) {
    throw OperationFailed.because(failure, error)
  } finally {
    closeSync(descriptor)
  }
}
