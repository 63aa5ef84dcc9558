import type { Process } from '../process.js'
import { readArguments } from '../process-place.js'
import { isLive } from '../supervise-state.js'
import type { Service } from '../system.js'

/** The directories that this multilog writes to: its arguments that begin with a dot or a slash (multilog(8)). */
export function logDirectories({ directory }: Service, multilog: Process | null): string[] {
  const base = directory.log?.path ?? (directory.status?.log == null ? undefined : directory.path)
  if (base === undefined || multilog === null) return []
  const words = multilog.arguments.length > 0 ? multilog.arguments : readArguments(multilog.pid)
  return words
    .slice(1)
    .filter(word => word.startsWith('.') || word.startsWith('/'))
    .map(word => (word.startsWith('/') ? word : `${base}/${word.replace(/^\.\//, '')}`))
}

/** The program that runs as the log: mostly multilog. */
export function logProcess({ supervises, logSupervises }: Service): Process | null {
  const [ownLog] = supervises.flatMap(({ logChild }) => logChild ?? [])
  if (ownLog !== undefined) return isLive(ownLog) && ownLog.command !== 'supervise' ? ownLog : null
  for (const { child, process } of logSupervises) {
    if (child !== null && isLive(child) && child.command !== process.command) return child
  }
  return null
}
