import { existsSync, readdirSync, rmdirSync, statSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { hasErrorCode } from '../../errors.js'

/** cgroups(7): in version 1 the controller pids has a tree of its own. */
const root = existsSync('/sys/fs/cgroup/pids') ? '/sys/fs/cgroup/pids' : '/sys/fs/cgroup'
const prefix = 'svreset-drill-'

/** A new cgroup. It does not end with the namespaces of the drill: `removeEmptyCgroups` removes it. */
export async function makeCgroup(): Promise<string> {
  return await mkdtemp(`${root}/${prefix}`)
}

/** Removes the cgroups of drills that have ended. The kernel removes none with a process in it. A young one may be about to get its first process. */
export function removeEmptyCgroups(): void {
  if (!existsSync(root)) return
  for (const name of readdirSync(root)) {
    if (!name.startsWith(prefix)) continue
    try {
      if (Date.now() - statSync(`${root}/${name}`).mtimeMs > 5000) rmdirSync(`${root}/${name}`)
    } catch (error) {
      if (!hasErrorCode(error, 'EBUSY', 'ENOENT', 'EACCES', 'EPERM', 'EROFS')) throw error
    }
  }
}
