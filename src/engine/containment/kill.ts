import { setTimeout as delay } from 'node:timers/promises'
import { hasErrorCode } from '../../errors.js'
import type { Process, ProcessId } from '../../system/process.js'

/** Milliseconds: SIGKILL takes no longer, unless the kernel itself waits. */
const patience = 2_000

/** Kills all that `find` gives, again and again, as they may still have started others. Gives what is left. */
export async function killUntilGone(find: () => readonly Process[]): Promise<readonly ProcessId[]> {
  const started = performance.now()
  for (;;) {
    const left = find().filter(({ state }) => state !== 'Z' && state !== 'X')
    if (left.length === 0 || performance.now() - started > patience) return left
    for (const { pid } of left) kill(pid)
    await delay(5)
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It has just ended, or has become somebody else's (setuid).
    if (!hasErrorCode(error, 'ESRCH', 'EPERM')) throw error
  }
}
