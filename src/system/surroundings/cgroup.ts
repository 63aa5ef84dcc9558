import { readdirSync } from 'node:fs'
import { readProcText } from '../read.js'

/**
 * The path in the hierarchy in which systemd keeps units, cgroups(7): the unified one, or on older machines
 * `name=systemd`. Older machines may have an empty unified one beside it. `self`, or a pid.
 */
export function readCgroup(pid: number | 'self'): string {
  const lines = readProcText(`/proc/${pid}/cgroup`).split('\n')
  const named =
    lines.find(line => /^\d+:name=systemd:/.test(line)) ?? lines.find(line => line.startsWith('0::'))
  return named?.replace(/^\d+:[^:]*:/, '') ?? ''
}

const mounts = ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified']

/** Where our own cgroup is mounted; null if it is not, or if another one is mounted there. */
export function ownCgroupDirectory(): string | null {
  const path = readCgroup('self').replace(/\/$/, '')
  const own = `\n${process.pid}\n`
  const directories = mounts.map(mount => `${mount}${path}`)
  return directories.find(each => `\n${readProcText(`${each}/cgroup.procs`)}`.includes(own)) ?? null
}

/** Every process in this cgroup and below it; none if it cannot be read. */
export function cgroupMembers(path: string): number[] {
  for (const mount of mounts) {
    const found = membersBelow(`${mount}${path}`)
    if (found.length > 0) return found
  }
  return []
}

function membersBelow(directory: string): number[] {
  const own = readProcText(`${directory}/cgroup.procs`)
    .split('\n')
    .filter(line => line !== '')
    .map(Number)
  return [...own, ...childrenOf(directory).flatMap(membersBelow)]
}

function childrenOf(directory: string): string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true })
    return entries.filter(entry => entry.isDirectory()).map(({ name }) => `${directory}/${name}`)
  } catch {
    return []
  }
}
