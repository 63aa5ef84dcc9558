import { readLockTable } from '../lock-table.js'
import type { FileId, Process } from '../process.js'
import type { ServedDirectories } from '../process-place.js'
import type { ProcessTable } from '../process-table.js'
import { readProcText } from '../read.js'

/**
 * Processes that hold the lock of a service's supervise/, of whichever kind, and are no supervise, from /proc/locks
 * (proc_locks(5)). Only the inode is compared: the device there is not that of stat(2) on every file system.
 */
export function lockHolders(
  table: ProcessTable,
  places: ServedDirectories,
  locks?: string | undefined,
): Process[] {
  const inodes = new Set<string>()
  for (const { files } of places.values())
    if (files !== undefined && 'id' in files.lock) inodes.add(inodeOf(files.lock.id))
  if (inodes.size === 0) return []
  const held = /^\d+: \w+ +\w+ +\w+ +(\d+) [0-9a-f]+:[0-9a-f]+:(\d+) /gm
  return [...(locks ?? readLockTable()).matchAll(held)].flatMap(([, pid, inode = '']) => {
    const process = table.get(Number(pid))
    if (process === undefined || process.command === 'supervise' || !inodes.has(inode)) return []
    // When the table was read it may still have been the child of svscan that was about to become supervise.
    return readProcText(`/proc/${pid}/comm`).trimEnd() === 'supervise' ? [] : process
  })
}

function inodeOf(id: FileId): string {
  return id.slice(id.indexOf(':') + 1)
}
