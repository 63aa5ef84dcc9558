import { spawnSync } from 'node:child_process'
import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { posix } from 'node:path'
import { hasErrorCode } from '../errors.js'
import { decodeLatin1, encodeBytes, isUtf8 } from '../text/bytes.js'
import { childEnvironment } from './child-environment.js'
import { isBelow, type RemoteMount, remoteMounts } from './mounts.js'

/**
 * A file system whose server or program has gone answers no call, and the call never returns. Before a path that lies
 * on one of those kinds is touched, a child asks that file system. Where there are none of them, nothing is asked.
 */

/** Milliseconds: how long a file system may take to answer, and how long its answer, and the list of mounts, count. */
const patience = 1_000
const lasting = 10_000

let mounts: readonly RemoteMount[] = []
let listed = Number.NEGATIVE_INFINITY
const known = new Map<string, { readonly answers: boolean; readonly at: number }>()
/** Real paths of directories. */
const real = new Map<string, Place>()

/** Where a path leads: as far as no file system has to be asked for it. */
type Place =
  | { readonly path: string; readonly mount: null }
  | { readonly path: string; readonly mount: RemoteMount }

/** Throws ETIMEDOUT if it lies on a file system that does not answer. `follow`: whether a link in its last part is followed. */
export function requireAnswer(path: string, follow: boolean): void {
  const now = performance.now()
  if (now - listed > lasting) listMounts(now)
  if (mounts.length === 0 || !isWorthAsking(path)) return
  const { path: found, mount } = resolve(path, follow)
  if (mount !== null && !answers(asked(found, mount), now)) throw noAnswer(mount)
}

function listMounts(now: number): void {
  listed = now
  real.clear()
  mounts = remoteMounts(readFileSync('/proc/self/mountinfo', 'latin1'))
}

/** Of a process, only its links lead out of /proc. */
function isWorthAsking(path: string): boolean {
  return !path.startsWith('/proc/') || /^\/proc\/[^/]+\/(?:cwd|root|exe|fd\/\d+)(?:\/|$)/.test(path)
}

/** As the kernel does it, but for what lies on one of these file systems. */
function resolve(path: string, follow: boolean, links = 0): Place {
  const absolute = posix.resolve(path)
  if (absolute === '/') return { path: '/', mount: null }
  const above = directoryOf(posix.dirname(absolute), links)
  if (above.mount !== null) return { ...above, path: `${above.path}/${posix.basename(absolute)}` }
  const here = above.path === '/' ? absolute : `${above.path}/${posix.basename(absolute)}`
  const mount = mountAt(here)
  if (mount !== null) return { path: here, mount }
  const target = follow && links < 40 ? targetOf(here) : null
  return target === null
    ? { path: here, mount: null }
    : resolve(target.startsWith('/') ? target : `${above.path}/${target}`, true, links + 1)
}

function directoryOf(path: string, links: number): Place {
  const before = real.get(path)
  if (before !== undefined) return before
  const found = resolve(path, true, links)
  // What a process has open, or where it runs, changes.
  if (!path.startsWith('/proc/')) real.set(path, found)
  return found
}

function mountAt(path: string): RemoteMount | null {
  return mounts.findLast(({ point }) => isBelow(path, point)) ?? null
}

/** null: it is no link, or there is nothing. */
function targetOf(path: string): string | null {
  const name = isUtf8(path) ? path : encodeBytes(path)
  try {
    return lstatSync(name).isSymbolicLink() ? decodeLatin1(readlinkSync(name, 'latin1')) : null
  } catch {
    return null
  }
}

/** An automounter answers for itself, and not for what it has still to mount. */
function asked(path: string, { point, type }: RemoteMount): string {
  if (type !== 'autofs') return point
  const [first = ''] = path.slice(point.length + 1).split('/')
  return first === '' ? point : `${point}/${first}`
}

function answers(path: string, now: number): boolean {
  const before = known.get(path)
  if (before !== undefined && now - before.at < lasting) return before.answers
  const answer = { answers: ask(path), at: performance.now() }
  known.set(path, answer)
  return answer.answers
}

/**
 * A child that hangs may not even be killed, and must not be waited for: the shell between can be. Whatever else the
 * child says, that there is nothing or that it may not look, is an answer.
 */
function ask(path: string): boolean {
  const script = 'stat -f -- "$1" >/dev/null 2>&1 & wait'
  const { error, pid } = spawnSync('sh', ['-c', script, 'svreset-ask', path], {
    env: { ...childEnvironment },
    stdio: 'ignore',
    detached: true,
    timeout: patience,
    killSignal: 'SIGKILL',
  } as Parameters<typeof spawnSync>[2])
  if (!hasErrorCode(error, 'ETIMEDOUT')) return true
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended after all.
  }
  return false
}

function noAnswer({ point }: RemoteMount): NodeJS.ErrnoException {
  const words = `the file system at ${point} does not answer within a second`
  return Object.assign(new Error(`ETIMEDOUT: ${words}`), {
    ...{ code: 'ETIMEDOUT', errno: -110, syscall: 'stat', path: point },
  })
}
