import { existsSync, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { hasErrorCode, systemErrorReason } from '../errors.js'
import { decodeLatin1 } from '../text/bytes.js'
import { keeperOf } from './down-file.js'
import { observeRun, type RunCache } from './observe-run.js'
import { fileId, fsPath, ownPath, readFirstBytes, readLink, tryLstat, tryStat } from './read.js'
import { superviseDirectory } from './supervise-directory.js'
import { notRegular } from './supervise-file.js'
import { decodeSuperviseStatus } from './supervise-status.js'
import type {
  Entry,
  HalfStatus,
  LinkFacts,
  ServiceDirectory,
  SuperviseFile,
  SuperviseFiles,
  SuperviseStatus,
} from './system.js'

/** What one look at the svscan directory finds out only once, although it concerns thousands of files. */
interface PathCache extends RunCache {
  /** Real paths of directories that links name, null where there is none. */
  readonly real: Map<string, string | null>
  /** SUPERVISEDIR, where svscan has it. */
  readonly base: string | null
}

/** Every name in the service directory that svscan would look at (none that begins with a dot), in byte order. */
export function observeEntries(svscanDirectory: string, base: string | null = null): Entry[] {
  const look: PathCache = { real: new Map(), usable: new Map(), base }
  return listEntries(svscanDirectory)
    .map(name => observeEntry(svscanDirectory, name, look))
    .filter(entry => entry !== null)
}

/** A link that is out, as its entry would be if it were back. */
export function observeLinkOut(svscanDirectory: string, { name, target, ...facts }: LinkOut): Entry {
  const link: LinkFacts = { target, ...facts }
  const look: PathCache = { real: new Map(), usable: new Map(), base: null }
  const path = target.startsWith('/') ? target : `${svscanDirectory}/${target}`
  return { name, kind: 'link', changed: 0, link, ...observeTarget(path, link, look) }
}

export type LinkOut = Pick<Entry, 'name'> & LinkFacts

/** Only the names, in byte order. */
export function listEntries(svscanDirectory: string): string[] {
  return readdirSync(fsPath(svscanDirectory), 'latin1')
    .filter(name => !name.startsWith('.'))
    .sort()
    .map(decodeLatin1)
}

/** One name as it is now; null if there is none. */
function observeEntry(svscanDirectory: string, name: string, look: PathCache): Entry | null {
  const path = `${svscanDirectory}/${name}`
  let kind: Entry['kind']
  let link: LinkFacts | null = null
  let changed: number
  try {
    const stats = lstatSync(ownPath(path), { bigint: true })
    changed = Number(stats.ctimeMs)
    kind = stats.isSymbolicLink() ? 'link' : stats.isDirectory() ? 'directory' : 'other'
    if (kind === 'link') {
      const target = readLink(path)
      if (target === null) return null
      const modifiedMicroseconds = stats.mtimeNs / 1000n
      link = { target, uid: Number(stats.uid), gid: Number(stats.gid), modifiedMicroseconds }
    }
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return null
    throw error
  }
  const { directory, problem } = kind === 'other' ? noDirectory : observeTarget(path, link, look)
  return { name, kind, changed, link, directory, problem }
}

const noDirectory = { directory: null, problem: 'not a directory' } as const

function observeTarget(
  path: string,
  link: LinkFacts | null,
  look: PathCache,
): Pick<Entry, 'directory' | 'problem'> {
  try {
    const named = link === null ? null : namedDirectory(link.target, look)
    const stats = named?.stats ?? statSync(fsPath(path))
    if (!stats.isDirectory()) return noDirectory
    const real = named?.path ?? realPath(path)
    const log = observeLog(`${real}/log`, look)
    return { directory: { ...observeServiceDirectory(real, stats, look), ...log }, problem: null }
  } catch (error) {
    return { directory: null, problem: systemErrorReason(error) }
  }
}

/** Most links name a directory that is not itself a link. Then only the path above it has to be resolved, once for all. */
function namedDirectory(target: string, { real }: PathCache): { path: string; stats: Stats } | null {
  const [, above, name] = /^(\/.*\/)([^/]+)$/s.exec(target) ?? []
  if (above === undefined || name === undefined || name === '.' || name === '..') return null
  let parent = real.get(above)
  if (parent === undefined) {
    parent = tryStat(above) === null ? null : realPath(above)
    real.set(above, parent)
  }
  if (parent === null) return null
  const path = parent === '/' ? `/${name}` : `${parent}/${name}`
  const stats = tryLstat(path)
  return stats?.isDirectory() === true ? { path, stats } : null
}

function realPath(path: string): string {
  return decodeLatin1(realpathSync.native(fsPath(path), 'latin1'))
}

function observeServiceDirectory(path: string, stats: Stats, look: PathCache): ServiceDirectory {
  const kept = superviseDirectory(path, look.base)
  const status = readStatus(path, kept)
  const files = observeSuperviseFiles(kept)
  return {
    path,
    id: fileId(stats),
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    run: observeRun(path, status.status?.stage ?? null, look),
    ...observeDown(path),
    ...status,
    control: files.control.kind === 'fifo',
    files,
    log: null,
    logProblem: null,
  }
}

function observeDown(path: string): Pick<ServiceDirectory, 'normallyDown' | 'keptDownBy'> {
  const file = `${path}/down`
  const keptDownBy = existsSync(fsPath(file)) ? keeperOf(file) : undefined
  if (keptDownBy === undefined || keptDownBy === null) return { normallyDown: keptDownBy === null }
  return { normallyDown: false, keptDownBy }
}

function observeSuperviseFiles(directory: string): SuperviseFiles {
  return {
    control: observeFile(`${directory}/control`),
    ok: observeFile(`${directory}/ok`),
    lock: observeFile(`${directory}/lock`),
  }
}

function observeFile(path: string): SuperviseFile {
  try {
    const stats = statSync(fsPath(path), { throwIfNoEntry: false })
    if (stats === undefined) return { kind: 'missing' }
    return { kind: stats.isFIFO() ? 'fifo' : stats.isFile() ? 'file' : 'other', id: fileId(stats) }
  } catch (error) {
    return { kind: hasErrorCode(error, 'ENOTDIR', 'ELOOP') ? 'missing' : 'hidden' }
  }
}

function observeLog(path: string, look: PathCache): Pick<ServiceDirectory, 'log' | 'logProblem'> {
  const own = tryLstat(path)
  if (own?.isDirectory() === true) return { log: observeServiceDirectory(path, own, look), logProblem: null }
  try {
    const stats = statSync(fsPath(path), { throwIfNoEntry: false })
    if (stats?.isDirectory() !== true) return { log: null, logProblem: null }
    return { log: observeServiceDirectory(realPath(path), stats, look), logProblem: null }
  } catch (error) {
    return { log: null, logProblem: systemErrorReason(error) }
  }
}

/** What supervise has written in this service directory. */
export function readStatus(
  path: string,
  kept = `${path}/supervise`,
): Pick<ServiceDirectory, 'status' | 'statusProblem' | 'statusMalformed'> {
  const file = `${kept}/status`
  const read = readFirstBytes(file, 4097)
  if (read.kind === 'missing') return { status: null, statusProblem: null, statusMalformed: false }
  const decoded = read.kind === 'read' ? decodeSuperviseStatus(read.bytes) : read
  if (decoded.kind === 'status')
    return { status: withOrder(decoded.status, file), statusProblem: null, statusMalformed: false }
  const regular = tryStat(file)?.isFile() ?? true
  return {
    status: null,
    statusProblem: regular ? decoded.reason : notRegular,
    statusMalformed: !regular || decoded.kind === 'malformed',
  }
}

/** supervise writes the file anew for each order; nobody asks for the time of plain `up`, which thousands have. */
function withOrder(status: SuperviseStatus, file: string): SuperviseStatus {
  const { log } = status
  const isPlain = (half: HalfStatus | null) => half === null || (half.want === 'up' && !half.paused)
  if (isPlain(status) && isPlain(log)) return status
  const ordered = tryStat(file)?.mtimeMs ?? null
  return { ...status, ordered, log: log === null ? null : { ...log, ordered } }
}
