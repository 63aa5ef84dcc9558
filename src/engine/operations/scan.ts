import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { readProcText } from '../../system/read.js'
import { OperationFailed } from './operation-failed.js'

/** svscan.c: `sleep(5)` between two scans. */
const sleepMs = 5_000

/** A svscan that has not looked for this long is stopped, or hangs in a write. */
const patienceMs = 15_000

/** A scan that waits for the disk, or for a fork, sleeps more than once. */
const settledMs = 60

/**
 * Returns so many milliseconds before svscan's next scan. svscan sleeps between its scans. Whenever it goes to
 * sleep, its number of voluntary context switches grows, proc_pid_status(5). The next scan comes 5 s after that.
 */
export async function awaitScan(
  { svscan, lead }: { readonly svscan: ProcessId; readonly lead: number },
  checkInterrupted: () => void,
): Promise<void> {
  const asleep = await fellAsleep(svscan, checkInterrupted)
  while (performance.now() < asleep + sleepMs - lead) {
    checkInterrupted()
    await pause(Math.min(100, Math.max(1, asleep + sleepMs - lead - performance.now())))
  }
}

/** When svscan has gone to sleep after its next scan, on the scale of performance.now(). */
async function fellAsleep(svscan: ProcessId, checkInterrupted: () => void): Promise<number> {
  const started = performance.now()
  let switches = switchesOf(svscan)
  let changed: number | null = null
  for (;;) {
    await pause(5)
    checkInterrupted()
    const now = performance.now()
    const seen = switchesOf(svscan)
    if (seen !== switches) changed = now
    else if (changed !== null && now - changed >= settledMs) return changed
    switches = seen
    if (now - started > patienceMs)
      throw new OperationFailed(
        `unable to see a scan of svscan, pid ${svscan.pid}`,
        `it has slept for ${patienceMs / 1000} seconds`,
      )
  }
}

export function switchesOf(svscan: ProcessId): string {
  const status = isStill(svscan) ? readProcText(`/proc/${svscan.pid}/status`) : ''
  const number = /^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]
  if (number === undefined)
    throw new OperationFailed(`unable to see when svscan, pid ${svscan.pid}, looks next`, 'it has ended')
  return number
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
