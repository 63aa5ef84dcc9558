import { closeSync, constants, fstatSync, openSync } from 'node:fs'
import { OperationFailed } from './operation-failed.js'

/** Opens a pipe for writing through /proc. Throws OperationFailed if nobody reads it any more, or if it is not a pipe. */
export function openForWriting(path: string, failure: string): number {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw OperationFailed.because(failure, error)
  }
  if (fstatSync(descriptor).isFIFO()) return descriptor
  closeSync(descriptor)
  throw new OperationFailed(failure, 'it is not a pipe')
}

/**
 * Opens one end of a pipe, through /proc, for a program that svreset starts. The program's reads and writes must block,
 * so the descriptor must too. Such an open could block for ever; svreset holds both ends open until it is done.
 */
export function openForProgram(path: string, end: 'read' | 'write', failure: string): number {
  const ours: number[] = []
  try {
    // The reader first: a pipe without a reader cannot be opened for writing.
    ours.push(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK))
    ours.push(openForWriting(path, failure))
    return openSync(path, end === 'read' ? constants.O_RDONLY : constants.O_WRONLY)
  } catch (error) {
    throw error instanceof OperationFailed ? error : OperationFailed.because(failure, error)
  } finally {
    for (const descriptor of ours) closeSync(descriptor)
  }
}
