import type { Waiting } from '../../contract/escalation.js'
import { stillRunning } from '../../system/process-table.js'
import type { System } from '../../system/system.js'
import { pause } from './pause.js'
import { untilQuiet } from './until-quiet.js'

export interface Wait {
  /** A full look at the system, and what is still waited for. */
  look(): { readonly system: System; readonly pending: readonly Waiting[] }
  /** How many were waited for at the beginning. */
  readonly total: number
  /** Milliseconds. */
  readonly deadline: number
  progress(done: number, total: number, waitingFor: readonly string[]): void
  /** Throws if the run must stop. */
  checkInterrupted(): void
}

export interface WaitEnd {
  readonly system: System
  readonly pending: readonly Waiting[]
}

/** How often to check whether the watched processes have ended. The check is cheap, so often. */
const watchInterval = 10

/**
 * Waits until nothing is pending that may still come, or the deadline has passed. Between full looks it only watches the processes that must
 * end. If it waits for something else, it looks again; the longer a look takes, the less often.
 */
export async function waitUntilDone(wait: Wait): Promise<WaitEnd> {
  const started = performance.now()
  const late = () => performance.now() - started >= wait.deadline
  let { total } = wait
  let told = ''
  const tell: Tell = (all, names) => {
    const words = names.join('\0')
    if (words === told) return
    told = words
    if (names.length > 0) wait.progress(all - names.length, all, names)
  }
  for (;;) {
    const lookedAt = performance.now()
    const { system, pending } = wait.look()
    const cost = performance.now() - lookedAt
    const names = namesOf(pending)
    total = Math.max(total, names.length)
    if (pending.every(({ hopeless }) => hopeless === true) || late()) return { system, pending }
    tell(total, names)
    const processes = pending.flatMap(({ process }) => (process === undefined ? [] : [process]))
    if (processes.length === pending.length)
      await watch(pending, wait.checkInterrupted, names => tell(total, names), late)
    else await untilQuiet(system, cost, { checkInterrupted: wait.checkInterrupted, late })
    wait.checkInterrupted()
  }
}

/** Reports what is waited for, once for each change. */
type Tell = (total: number, names: readonly string[]) => void

/** Returns as soon as all watched processes have ended, or the time is over. */
async function watch(
  pending: readonly Waiting[],
  checkInterrupted: () => void,
  tell: (names: readonly string[]) => void,
  late: () => boolean,
): Promise<void> {
  let left = pending.map(({ name, process }) => ({ name, ...(process ?? { pid: 0, startTime: 0 }) }))
  while (left.length > 0 && !late()) {
    // Also before the first look: what ends at once needs no second look.
    await pause(watchInterval)
    checkInterrupted()
    left = stillRunning(left)
    tell(namesOf(left))
  }
}

export function namesOf(pending: readonly { readonly name: string }[]): string[] {
  return [...new Set(pending.map(({ name }) => name))]
}
