import { readdirSync } from 'node:fs'
import { decodeLatin1 } from '../../text/bytes.js'
import { quote } from '../../text/quote.js'
import type { ProcessLimit } from '../details.js'
import type { Process } from '../process.js'
import { readProcText, tryStat } from '../read.js'
import type { System } from '../system.js'

/**
 * supervises that sleep for a minute because they could not fork, by pid, each with the limit that is closest to its
 * maximum. supervise.c: trystart() reports it and calls deepsleep(60), a poll(2) of no descriptors; otherwise it polls two.
 * A sleep of the same kind, of one second, follows each start, but then supervise has a child.
 */
export function findFailedForks({ supervises, self }: System): Map<number, readonly ProcessLimit[]> {
  const found = new Map<number, readonly ProcessLimit[]>()
  let limits: Cgroups | null = null
  for (const { process, child } of supervises) {
    if (child !== null || process.state !== 'S') continue
    // proc_pid_syscall(5): its number, then its arguments; the second of poll and of ppoll is how many descriptors.
    if (!/^\d+ \S+ 0x0 /.test(readProcText(`/proc/${process.pid}/syscall`))) continue
    // It may have started one since the process table was read, and it cannot have waited for it in its sleep.
    if (readProcText(`/proc/${process.pid}/task/${process.pid}/children`) !== '') continue
    limits ??= new Cgroups()
    const own = self.uid === 0 || process.uid === self.uid ? ownLimit(process) : null
    found.set(process.pid, [...limits.of(process.pid), ...(own === null ? [] : [own])])
  }
  return found
}

/** pids.max of the cgroup and of every cgroup above it, in both versions, cgroups(7). */
class Cgroups {
  readonly #known = new Map<string, ProcessLimit | null>()

  of(pid: number): ProcessLimit[] {
    const lines = readProcText(`/proc/${pid}/cgroup`).split('\n')
    return lines.flatMap(line => {
      const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
      if (path === undefined || !(controllers === '' || controllers?.split(',').includes('pids'))) return []
      const roots =
        controllers === '' ? ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'] : ['/sys/fs/cgroup/pids']
      return roots.flatMap(root => this.#upwards(root, decodeLatin1(path)))
    })
  }

  #upwards(root: string, path: string): ProcessLimit[] {
    if (path === '' || path === '/') return []
    const limit = this.#limit(`${root}${path}`)
    return [...(limit === null ? [] : [limit]), ...this.#upwards(root, path.slice(0, path.lastIndexOf('/')))]
  }

  #limit(directory: string): ProcessLimit | null {
    const known = this.#known.get(directory)
    if (known !== undefined) return known
    const most = readProcText(`${directory}/pids.max`).trim()
    const used = readProcText(`${directory}/pids.current`).trim()
    const limit =
      /^\d+$/.test(most) && used !== ''
        ? { name: `pids.max of ${quote(directory)}`, most: Number(most), used: Number(used) }
        : null
    this.#known.set(directory, limit)
    return limit
  }
}

/** RLIMIT_NPROC, getrlimit(2): threads of the user. It does not bind root. */
function ownLimit({ pid, uid }: Process): ProcessLimit | null {
  const soft = /^Max processes +(\d+)/m.exec(readProcText(`/proc/${pid}/limits`))?.[1]
  if (soft === undefined || uid === 0) return null
  const used = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && tryStat(`/proc/${name}`)?.uid === uid)
    .reduce((sum, name) => sum + Math.max(0, (tryStat(`/proc/${name}/task`)?.nlink ?? 2) - 2), 0)
  return { name: `RLIMIT_NPROC of user ${uid}`, most: Number(soft), used }
}
