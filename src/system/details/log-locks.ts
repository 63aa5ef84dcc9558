import { readdirSync } from 'node:fs'
import { decodeBytes } from '../../text/bytes.js'
import type { HeldLock } from '../details.js'
import type { Process } from '../process.js'
import { fsPath } from '../read.js'
import type { Service, System } from '../system.js'
import type { Locks } from './locks.js'
import { logDirectories, logProcess } from './multilog.js'

/** A multilog that has run for this long has its lock. */
const settledSeconds = 6

/** Only if multilog does not run, or has just started: who else holds the lock of its directory? */
export function findLogLocks(system: System, locks: Locks): Map<string, HeldLock[]> {
  const found = new Map<string, HeldLock[]>()
  for (const service of system.services) {
    const { log } = service.directory
    if (log === null || service.logSupervises.length === 0) continue
    const multilog = logProcess(service)
    if (multilog !== null && isSettled(system, multilog)) continue
    const own = new Set(service.logSupervises.flatMap(({ child }) => child?.pid ?? []))
    const held: HeldLock[] = []
    for (const path of lockFiles(service, multilog)) {
      for (const pid of locks.holders(path)) {
        // A process that is not in the table was started after the table was read: this service's own next multilog.
        if (!own.has(pid) && (pid === 0 || system.processes.has(pid))) held.push({ path, pid })
      }
    }
    if (held.length > 0) found.set(log.id, held)
  }
  return found
}

function isSettled(system: System, { startTime }: Process): boolean {
  return system.ticks - startTime >= settledSeconds * system.ticksPerSecond
}

/** The directories that multilog names, and those in `log` if no multilog runs. */
function lockFiles(service: Service, multilog: Process | null): Set<string> {
  const directories = new Set(logDirectories(service, multilog))
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
