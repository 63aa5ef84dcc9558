import { sleepsInRead } from '../../system/details/blocked-writers.js'
import { countUnread } from '../../system/details/unread-bytes.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { readProcText } from '../../system/read.js'
import { OperationFailed } from './operation-failed.js'

/** A log that reads nothing for so long will not do so soon. */
const patienceMs = 10_000

/**
 * Waits until nothing is left to read in the pipe that this supervise of a log has as its standard input. Gives up,
 * and so leaves the log as it is, where its lines stay: with the last process that has the pipe, they would go.
 */
export async function drain(
  { process, what }: { readonly process: ProcessId; readonly what: string },
  checkInterrupted: () => void,
): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  let since = performance.now()
  for (;;) {
    if (!isStill(process)) return
    const unread = unreadBytes(process)
    if (unread === 0) return
    if (unread < least) {
      least = unread
      since = performance.now()
    }
    if (performance.now() - since > patienceMs)
      throw new OperationFailed(
        `unable to end ${what}`,
        `${unread} bytes wait in its pipe, and it reads none of them`,
      )
    checkInterrupted()
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function unreadBytes({ pid }: ProcessId): number {
  const [counted] = countUnread([`/proc/${pid}/fd/0`])
  if (counted != null) return counted
  // Without Perl: one that waits for something to read has read it all.
  return childrenOf(pid).some(sleepsInRead) ? 0 : 1
}

/** proc_pid_task(5): what runs as the log. */
function childrenOf(pid: number): number[] {
  const text = readProcText(`/proc/${pid}/task/${pid}/children`)
  return text
    .split(' ')
    .map(Number)
    .filter(child => child > 0)
}
