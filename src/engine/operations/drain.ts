import { sleepsInRead } from '../../system/details/blocked-writers.js'
import { countUnread } from '../../system/details/unread-bytes.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { readProcText } from '../../system/read.js'
import { OperationFailed } from './operation-failed.js'

/** A log that has read nothing for this long will not read soon. */
const patienceMs = 10_000

/**
 * Waits until the pipe on the standard input of this supervise of a log is empty. Gives up after a while and leaves the
 * log running: when the last process with the pipe ends, the lines in it are lost.
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
      throw new OperationFailed(`unable to end ${what}`, `it does not read the ${unread} bytes in its pipe`)
    checkInterrupted()
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

function unreadBytes({ pid }: ProcessId): number {
  const [counted] = countUnread([`/proc/${pid}/fd/0`])
  if (counted != null) return counted
  // Without Perl: a log that waits for input has read everything.
  return childrenOf(pid).some(sleepsInRead) ? 0 : 1
}

/** proc_pid_task(5): the program that runs as the log. */
function childrenOf(pid: number): number[] {
  const text = readProcText(`/proc/${pid}/task/${pid}/children`)
  return text
    .split(' ')
    .map(Number)
    .filter(child => child > 0)
}
