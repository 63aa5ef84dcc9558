import type { Process } from './process.js'
import { splitArguments } from './process-place.js'
import { readProcFile, tryStat } from './read.js'

interface Known extends Pick<Process, 'startTime' | 'command' | 'uid' | 'arguments'> {
  readonly until: number
}

/** By pid: what earlier looks of this svreset have read. */
const known = new Map<number, Known>()

/** Milliseconds: a process may become another program and keep its name. */
const lasting = 1_000

/** With its owner and its arguments as they are now; null if it is gone. */
export function withOwner(process: Process): Process | null {
  const path = `/proc/${process.pid}`
  const uid = tryStat(path)?.uid
  if (uid === undefined) return null
  if (process.state === 'Z') return { ...process, uid }
  const commandLine = readProcFile(`${path}/cmdline`)
  return commandLine === null ? null : { ...process, uid, arguments: splitArguments(commandLine) }
}

/**
 * The same, but what was read a moment ago counts: a run looks again and again at thousands of processes. `forGood`: a
 * supervise that svscan has started, which becomes no other program and no other user.
 */
export function withOwnerLately(process: Process, forGood = false): Process | null {
  const { pid, startTime, command, state } = process
  const before = known.get(pid)
  const isSame = before?.startTime === startTime && before.command === command && state !== 'Z'
  if (before !== undefined && isSame && performance.now() < before.until)
    return { ...process, uid: before.uid, arguments: before.arguments }
  const seen = withOwner(process)
  if (seen === null || state === 'Z') return seen
  const { uid, arguments: words } = seen
  // Between fork and the new program, its arguments are still those of svscan.
  const lasts = forGood && words.length === 2 && words[0] === 'supervise'
  const until = lasts ? Number.POSITIVE_INFINITY : performance.now() + lasting
  known.set(pid, { startTime, command, uid, arguments: words, until })
  return seen
}

/** Those that have gone are of no use any more. */
export function forgetOwners(processes: ReadonlyMap<number, unknown>): void {
  for (const pid of known.keys()) if (!processes.has(pid)) known.delete(pid)
}
