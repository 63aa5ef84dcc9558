import { readProcText } from '../../system/read.js'
import type { System } from '../../system/system.js'
import { pause } from './pause.js'

/** Milliseconds. */
const interval = 20
const quiet = 40
const atMost = 1_000

/**
 * As long as svscan is starting supervises, not all of them are there: a look would only take the processor from it. So this
 * waits until it has started none for a moment, or a second is over. `cost`: what a look takes; the more, the rarer.
 */
export async function untilQuiet(
  { svscans }: System,
  cost: number,
  { checkInterrupted, late }: { readonly checkInterrupted: () => void; readonly late: () => boolean },
): Promise<void> {
  const began = performance.now()
  const childrenNow = () => svscans.map(({ process: { pid } }) => childrenOf(pid)).join()
  let before = childrenNow()
  let changed: number | null = null
  for (;;) {
    await pause(interval)
    checkInterrupted()
    const children = childrenNow()
    const now = performance.now()
    if (children !== before) changed = now
    before = children
    const isQuiet = changed === null ? now - began >= Math.max(quiet, 2 * cost) : now - changed >= quiet
    if (isQuiet || now - began >= Math.max(atMost, 4 * cost) || late()) return
  }
}

/** proc_pid_task_children(5): the pids. */
function childrenOf(pid: number): string {
  return readProcText(`/proc/${pid}/task/${pid}/children`)
}
