import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { OperationFailed } from './operation-failed.js'

/** Opens a pipe for writing through /proc; throws ActFailed where nobody reads it any more, or it is no pipe. */
export function openForWriting(path: string, failure: string): number {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw OperationFailed.because(failure, error)
  }
  if (fstatSync(descriptor).isFIFO()) return descriptor
  closeSync(descriptor)
  throw new OperationFailed(failure, 'it is no pipe')
}

/**
 * Opens one end of a pipe, through /proc, for a program that is to be started: it must wait in its reads and writes
 * as others do, so the descriptor must. To open it so could wait for ever: both ends of our own are there meanwhile.
 */
export function openForProgram(path: string, end: 'read' | 'write', failure: string): number {
  const ours: number[] = []
  try {
    // The reader first: of a pipe that nobody reads there is nothing to open for writing.
    ours.push(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK))
    ours.push(openForWriting(path, failure))
    return openSync(path, end === 'read' ? constants.O_RDONLY : constants.O_WRONLY)
  } catch (error) {
    throw error instanceof OperationFailed ? error : OperationFailed.because(failure, error)
  } finally {
    for (const descriptor of ours) closeSync(descriptor)
  }
}
