import type { Waiting } from '../actions/action.js'
import { stillRunning } from '../system/observe-processes.js'
import type { System } from '../system/system.js'

export interface Wait {
  /** A full look at the system, and who is still waited for then. */
  look(): { readonly system: System; readonly pending: readonly Waiting[] }
  /** How many were waited for before anything was done. */
  readonly total: number
  /** Milliseconds. */
  readonly deadline: number
  progress(done: number, total: number, waitingFor: readonly string[]): void
  /** Throws where the run must stop. */
  checkInterrupted(): void
}

export interface WaitEnd {
  readonly system: System
  readonly pending: readonly Waiting[]
}

/** How often the process table is asked whether watched processes have ended: cheap, so often. */
const watchInterval = 20

/**
 * Waits until nobody is pending, or the deadline has passed. Between full looks it only watches the
 * processes that must end; where something else is waited for, it looks again, the rarer the dearer a look is.
 */
export async function waitUntilDone(wait: Wait): Promise<WaitEnd> {
  const started = performance.now()
  const late = () => performance.now() - started >= wait.deadline
  let { total } = wait
  for (;;) {
    const lookedAt = performance.now()
    const { system, pending } = wait.look()
    const cost = performance.now() - lookedAt
    const names = namesOf(pending)
    total = Math.max(total, names.length)
    if (pending.length === 0 || late()) return { system, pending }
    wait.progress(total - names.length, total, names)
    const processes = pending.flatMap(({ process }) => (process === undefined ? [] : [process]))
    if (processes.length === pending.length) await watch(pending, wait, total, late)
    else await pause(Math.max(2 * watchInterval, 2 * cost))
    wait.checkInterrupted()
  }
}

/** Returns as soon as all watched processes have ended, or it is late. */
async function watch(
  pending: readonly Waiting[],
  wait: Wait,
  total: number,
  late: () => boolean,
): Promise<void> {
  let left = pending.map(({ name, process }) => ({ name, ...(process ?? { pid: 0, startTime: 0 }) }))
  let told = left.length
  for (;;) {
    wait.checkInterrupted()
    left = stillRunning(left)
    if (left.length === 0 || late()) return
    if (left.length < told) {
      const names = namesOf(left)
      wait.progress(total - names.length, total, names)
      told = left.length
    }
    await pause(watchInterval)
  }
}

export function namesOf(pending: readonly { readonly name: string }[]): string[] {
  return [...new Set(pending.map(({ name }) => name))]
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
