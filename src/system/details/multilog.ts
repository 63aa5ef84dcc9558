import { posix } from 'node:path'
import type { Process } from '../process.js'
import { readArguments } from '../process-place.js'
import { isLive } from '../supervise-state.js'
import type { Service } from '../system.js'

/** The directories that this multilog writes to: its arguments that begin with a dot or a slash (multilog(8)). */
export function logDirectories({ directory }: Service, multilog: Process | null): string[] {
  const base = directory.log?.path ?? (directory.status?.log == null ? undefined : directory.path)
  if (base === undefined || multilog === null) return []
  const words = multilog.arguments.length > 0 ? multilog.arguments : readArguments(multilog.pid)
  // Before it, the process may be the shell of ./run, or setuidgid.
  const own = words.findIndex(word => loggers.has(posix.basename(word)))
  if (own === -1) return []
  return words
    .slice(own + 1)
    .filter(word => word.startsWith('.') || word.startsWith('/'))
    .map(word => (word.startsWith('/') ? word : `${base}/${word.replace(/^\.\//, '')}`))
}

/** multilog, and those of other families that name their directories in the same way. */
const loggers: ReadonlySet<string> = new Set(['multilog', 'svlogd', 's6-log', 'cyclog', 'tinylog'])

/** The program that runs as the log: mostly multilog. */
export function logProcess({ supervises, logSupervises }: Service): Process | null {
  const [ownLog] = supervises.flatMap(({ logChild }) => logChild ?? [])
  if (ownLog !== undefined) return isLive(ownLog) && ownLog.command !== 'supervise' ? ownLog : null
  for (const { child, process } of logSupervises) {
    if (child !== null && isLive(child) && child.command !== process.command) return child
  }
  return null
}
