import { readdirSync } from 'node:fs'
import type { FileId } from '../process.js'
import { fileId, readProcText, tryStat } from '../read.js'

/**
 * Who holds the flock(2) on a file, from /proc/locks (proc_locks(5)). The file is read once, and only if needed:
 * `1: FLOCK  ADVISORY  WRITE 10541 00:28:159 0 EOF`, with the device in hexadecimal.
 */
export class Locks {
  #locked: Set<string> | null = null
  #holders: Map<number, { readonly pid: number; readonly device: string }[]> | null = null

  /** Pids that hold a lock on this file; 0 for a process of another PID namespace. */
  holders(path: string): number[] {
    const stats = tryStat(path)
    if (stats === null) return []
    const device = deviceName(stats.dev)
    return (this.#table().get(stats.ino) ?? [])
      .filter(holder => holder.device === device || hasOpen(holder.pid, fileId(stats)))
      .map(({ pid }) => pid)
  }

  /** Whether anybody holds a lock, of either kind, on this file. */
  has(id: FileId): boolean {
    this.#locked ??= new Set(
      [
        ...readProcText('/proc/locks').matchAll(/^\d+: \w+ +\w+ +\w+ +-?\d+ [0-9a-f]+:[0-9a-f]+:(\d+) /gm),
      ].map(([, inode]) => inode ?? ''),
    )
    return this.#locked.has(id.replace(/^\d+:/, ''))
  }

  #table() {
    this.#holders ??= parseLocks(readProcText('/proc/locks'))
    return this.#holders
  }
}

export function parseLocks(text: string): Map<number, { readonly pid: number; readonly device: string }[]> {
  const holders = new Map<number, { pid: number; device: string }[]>()
  // A line with `->` waits for the lock and does not hold it.
  for (const match of text.matchAll(/^\d+: FLOCK +\w+ +\w+ +(-?\d+) ([0-9a-f]+:[0-9a-f]+):(\d+) /gm)) {
    const [, pid, device, inode] = match
    const list = holders.get(Number(inode)) ?? []
    list.push({ pid: Math.max(0, Number(pid)), device: device ?? '' })
    holders.set(Number(inode), list)
  }
  return holders
}

/** As /proc/locks prints it: MAJOR:MINOR, two hexadecimal digits each at least; makedev(3) says where the bits are. */
function deviceName(device: number): string {
  const number = BigInt(device)
  const major = ((number >> 8n) & 0xfffn) | ((number >> 32n) & ~0xfffn)
  const minor = (number & 0xffn) | ((number >> 12n) & 0xffffff00n)
  return [major, minor].map(part => part.toString(16).padStart(2, '0')).join(':')
}

/** btrfs and overlayfs give files another device number in stat(2) than in /proc/locks, so this looks at the descriptors. */
function hasOpen(pid: number, id: string): boolean {
  if (pid === 0) return false
  try {
    const directory = `/proc/${pid}/fd`
    return readdirSync(directory).some(name => {
      const stats = tryStat(`${directory}/${name}`)
      return stats !== null && fileId(stats) === id
    })
  } catch {
    return false
  }
}
