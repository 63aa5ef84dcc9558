import { posix } from 'node:path'
import { readLink, tryLstat } from '../../system/read.js'

/**
 * Whether only root (and the user of svreset) can change what a path leads to: every directory on the way, also on the
 * way of links, belongs to one of the two, and nobody else may write to it. Then nobody else can make a missing part.
 */
export function guardedPaths(): (path: string) => boolean {
  const trusted = new Set([0, process.geteuid?.() ?? 0])
  const known = new Map<string, boolean>()
  const isOurs = (directory: string): boolean => {
    let ours = known.get(directory)
    if (ours === undefined) {
      const stats = tryLstat(directory)
      ours = stats?.isDirectory() === true && trusted.has(stats.uid) && (stats.mode & 0o022) === 0
      known.set(directory, ours)
    }
    return ours
  }
  const walk = (at: string, parts: readonly string[], links: number): boolean => {
    if (!isOurs(at)) return false
    const [next, ...rest] = parts
    if (next === undefined) return true
    if (next === '' || next === '.') return walk(at, rest, links)
    if (next === '..') return walk(posix.dirname(at), rest, links)
    const path = posix.join(at, next)
    const stats = tryLstat(path)
    if (stats === null) return true
    if (!stats.isSymbolicLink()) return walk(path, rest, links)
    const target = readLink(path)
    if (target === null || links === 0) return false
    return walk(target.startsWith('/') ? '/' : at, [...target.split('/'), ...rest], links - 1)
  }
  return path => walk('/', path.split('/'), mostLinks)
}

/** path_resolution(7) */
const mostLinks = 40
