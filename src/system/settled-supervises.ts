import type { HeldFiles, Process } from './process.js'

interface Settled {
  readonly startTime: number
  readonly held: HeldFiles
  readonly descriptors: Readonly<Record<number, string>>
}

/**
 * Supervises of svscan that hold all of their files, by pid: supervise opens them once and never closes one, as long as it
 * lives, and svscan gives it its descriptors before it starts. A run looks at thousands of them again and again.
 */
const known = new Map<number, Settled>()

/** What an earlier look has seen of it, if these descriptors are among it; null: it has to be read. */
export function settledOf({ pid, startTime }: Process, which: readonly number[]): Settled | null {
  const before = known.get(pid)
  if (before?.startTime !== startTime || which.some(each => before.descriptors[each] === undefined))
    return null
  return before
}

export function noteSettled(
  { pid, startTime }: Process,
  held: HeldFiles | undefined,
  descriptors: Settled['descriptors'],
): void {
  if (held === undefined || Object.values(held).includes(null)) return
  const before = known.get(pid)
  const more = before?.startTime === startTime ? before.descriptors : {}
  known.set(pid, { startTime, held, descriptors: { ...more, ...descriptors } })
}

/** Those that have gone are of no use any more. */
export function forgetSettled(processes: ReadonlyMap<number, unknown>): void {
  for (const pid of known.keys()) if (!processes.has(pid)) known.delete(pid)
}
