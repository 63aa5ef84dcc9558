import { closeSync } from 'node:fs'
import type { Operation, PipeEnd } from '../../contract/operation.js'
import { isStill } from '../../system/process-table.js'
import { readLaunch } from '../../system/surroundings/origin.js'
import { openForProgram } from './fifo.js'
import { OperationFailed } from './operation-failed.js'
import { startApart } from './start-apart.js'

/** Starts a program on pipes that other processes hold. If one of those processes has gone, starts nothing. */
export async function attach({
  argv,
  like,
  input,
  output,
}: Extract<Operation, { kind: 'attach' }>): Promise<void> {
  const failure = `unable to start ${argv[0]}`
  const open: number[] = []
  const opened = (end: PipeEnd | null, which: 'read' | 'write'): number | undefined => {
    if (end === null) return undefined
    const descriptor = openForProgram(`/proc/${end.process.pid}/fd/${end.descriptor}`, which, failure)
    open.push(descriptor)
    // Checked after the pipe was opened: now it is the pipe of this process, whatever happens to the process.
    if (!isStill(end.process))
      throw new OperationFailed(failure, `pid ${end.process.pid}, which holds the pipe, has ended`)
    return descriptor
  }
  try {
    const pipes = { input: opened(input, 'read'), output: opened(output, 'write') }
    const launch = isStill(like) ? readLaunch(like.pid, argv) : null
    if (launch === null)
      throw new OperationFailed(failure, `pid ${like.pid}, whose environment and limits it needs, has ended`)
    await startApart(launch, pipes)
  } finally {
    for (const descriptor of open) closeSync(descriptor)
  }
}
