import type { Stats } from 'node:fs'
import { posix } from 'node:path'
import { decodeBytes } from '../../text/bytes.js'
import type { LogObstacle } from '../details.js'
import type { FileId } from '../process.js'
import { readFirstBytes, readProcText, tryStat } from '../read.js'
import type { Service, System } from '../system.js'
import { findUser } from '../users.js'
import { logDirectories, logProcess } from './multilog.js'

/** What the user of a log may not write to, by the id of `log`: asked only of these services. */
export function findLogObstacles(services: readonly Service[]): Map<FileId, LogObstacle> {
  const found = new Map<FileId, LogObstacle>()
  for (const service of services) {
    const { log } = service.directory
    const user = userOf(service)
    if (log === null || user === null || user.uid === 0) continue
    for (const directory of namedDirectories(service)) {
      const obstacle = obstacleIn(directory, user)
      if (obstacle !== null) found.set(log.id, obstacle)
    }
  }
  return found
}

/** Its multilog has been up for less than this, or has ended: it may be one that keeps exiting. */
const settledSeconds = 6

export function hasSettledLog({ ticks, ticksPerSecond }: System, service: Service): boolean {
  const multilog = logProcess(service)
  return multilog !== null && ticks - multilog.startTime >= settledSeconds * ticksPerSecond
}

/** As multilog was told by its arguments, or will be by `log/run`. */
export function namedDirectories(service: Service): string[] {
  const directories = logDirectories(service, logProcess(service))
  const log = service.directory.log?.path
  if (directories.length > 0 || log === undefined) return directories
  const words = [...runOf(log).matchAll(/\bmultilog\s+([^\n;|&#]*)/g)].flatMap(([, rest = '']) =>
    rest.split(/[\s'"]+/),
  )
  return words.filter(word => /^\.?\//.test(word)).map(word => posix.resolve(log, word))
}

function runOf(log: string): string {
  const read = readFirstBytes(`${log}/run`, 8192)
  return read.kind === 'read' ? decodeBytes(read.bytes).replaceAll('\\\n', ' ') : ''
}

interface User {
  readonly uid: number
  readonly groups: readonly number[]
}

/** One that keeps exiting is mostly met before it has become that user: then `log/run` tells. */
function userOf(service: Service): User | null {
  const user = runningUser(service)
  if (user !== null && user.uid !== 0) return user
  const { log } = service.directory
  const [, name = ''] = /\bsetuidgid\s+(\S+)/.exec(log === null ? '' : runOf(log.path)) ?? []
  const other = findUser(name)
  // setuidgid leaves it no other group.
  return other === null ? user : { uid: other.uid, groups: [other.gid] }
}

/** Also of one that has just ended: proc_pid_status(5) of a zombie still tells. */
function runningUser({ logSupervises }: Service): User | null {
  for (const { child } of logSupervises) {
    const status = child === null ? '' : readProcText(`/proc/${child.pid}/status`)
    const uid = /^Uid:\t\d+\t(\d+)/m.exec(status)?.[1]
    if (uid === undefined) continue
    const groups = /^Gid:\t\d+\t(\d+)(?:.|\n)*?^Groups:\t?(.*)/m.exec(status)
    return { uid: Number(uid), groups: [groups?.[1], ...(groups?.[2]?.trim().split(' ') ?? [])].map(Number) }
  }
  return null
}

/** multilog makes the directory where it is missing, and `lock`, `current` and `state` in it. */
function obstacleIn(directory: string, user: User): LogObstacle | null {
  const stats = tryStat(directory)
  if (stats === null) return notWritable(posix.dirname(directory), user)
  const own = notWritable(directory, user)
  if (own !== null) return own
  for (const name of ['lock', 'current', 'state']) {
    const obstacle = notWritable(`${directory}/${name}`, user)
    if (obstacle !== null) return { ...obstacle, directory }
  }
  return null
}

function notWritable(path: string, user: User): LogObstacle | null {
  const stats = tryStat(path)
  if (stats === null || mayWrite(stats, user)) return null
  return { path, directory: path, owner: stats.uid, user: user.uid }
}

function mayWrite({ uid, gid, mode }: Stats, user: User): boolean {
  if (uid === user.uid) return (mode & 0o200) !== 0
  return (mode & (user.groups.includes(gid) ? 0o020 : 0o002)) !== 0
}
