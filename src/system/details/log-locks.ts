import { readdirSync } from 'node:fs'
import { decodeBytes } from '../../text/bytes.js'
import type { HeldLock } from '../details.js'
import { fsPath } from '../read.js'
import type { Service, System } from '../system.js'
import type { Locks } from './locks.js'
import { hasSettledLog, namedDirectories } from './log-users.js'

/** Only if multilog does not run, or has just started: who else holds the lock of its directory? */
export function findLogLocks(system: System, locks: Locks): Map<string, HeldLock[]> {
  const found = new Map<string, HeldLock[]>()
  for (const service of system.services) {
    const { log } = service.directory
    if (log === null || service.logSupervises.length === 0) continue
    if (hasSettledLog(system, service)) continue
    // Its supervise has a lock as well, and SUPERVISEDIR may put that into any directory.
    const own = new Set(service.logSupervises.flatMap(({ process, child }) => [process.pid, child?.pid ?? 0]))
    const held: HeldLock[] = []
    for (const path of lockFiles(service, system)) {
      for (const pid of locks.holders(path)) {
        // A process that is not in the table was started after the table was read: this service's own next multilog.
        if (pid === 0 || (!own.has(pid) && system.processes.has(pid))) held.push({ path, pid })
      }
    }
    if (held.length > 0) found.set(log.id, held)
  }
  return found
}

/** Those that multilog names, or `log/run`, or the title; and those in the directories of `log`. */
function lockFiles(service: Service, system: System): Set<string> {
  const directories = new Set(namedDirectories(service))
  if (directories.size === 0) for (const directory of complainedOf(system)) directories.add(directory)
  const log = service.directory.log?.path ?? ''
  try {
    for (const entry of readdirSync(fsPath(log), { withFileTypes: true, encoding: 'buffer' })) {
      if (!entry.isDirectory() && !entry.isSymbolicLink()) continue
      const name = decodeBytes(entry.name)
      if (name !== 'supervise') directories.add(`${log}/${name}`)
    }
  } catch {
    // gone meanwhile
  }
  return new Set([...directories].map(directory => `${directory}/lock`))
}

/** One that `run` finds out only when it runs is named by multilog itself, if it is no relative one. */
function complainedOf({ svscans }: System): string[] {
  return svscans.flatMap(({ readproctitle }) =>
    [...(readproctitle?.title ?? '').matchAll(/multilog: fatal: unable to lock directory (\/.*?): /g)].map(
      ([, directory = '']) => directory,
    ),
  )
}
