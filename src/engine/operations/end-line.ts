import { closeSync, writeSync } from 'node:fs'
import { sleepsInRead } from '../../system/details/blocked-writers.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { openForWriting } from './fifo.js'
import { OperationFailed } from './operation-failed.js'

/** Writes the end of a line into the pipe of a log that waits for it. One that has ended, or reads something, needs none. */
export function endLine({
  process: log,
  what,
}: {
  readonly process: ProcessId
  readonly what: string
}): void {
  if (!isStill(log) || !sleepsInRead(log.pid)) return
  const failure = `unable to write to the pipe of ${what}, pid ${log.pid}`
  let descriptor: number | null = null
  try {
    descriptor = openForWriting(`/proc/${log.pid}/fd/0`, failure)
    if (isStill(log)) writeSync(descriptor, '\n')
  } catch (error) {
    // It has ended meanwhile.
    if (!isStill(log)) return
    throw error instanceof OperationFailed ? error : OperationFailed.because(failure, error)
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}
