import { accessSync, constants, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { hasErrorCode, systemErrorReason } from '../user-error.js'
import { decodeBytes } from './bytes.js'
import { fileId, fsPath, notRegular, readLink, readRegularFile, tryLstat, tryStat } from './read.js'
import { decodeSuperviseStatus } from './supervise-status.js'
import type { Entry, Interpreter, LinkFacts, RunFile, ServiceDirectory } from './system.js'

/** Every name in the service directory that svscan would look at (none that begins with a dot), in byte order. */
export function observeEntries(serviceDirectory: string): Entry[] {
  return listEntries(serviceDirectory)
    .map(name => observeEntry(serviceDirectory, name))
    .filter(entry => entry !== null)
}

/** The names alone, in byte order. */
export function listEntries(serviceDirectory: string): string[] {
  return readdirSync(fsPath(serviceDirectory), { encoding: 'buffer' })
    .filter(name => name[0] !== 0x2e)
    .sort(Buffer.compare)
    .map(decodeBytes)
}

/** One name as it is now; null where there is none. */
export function observeEntry(serviceDirectory: string, name: string): Entry | null {
  const path = `${serviceDirectory}/${name}`
  let kind: Entry['kind']
  let link: LinkFacts | null = null
  let changed: number
  try {
    const stats = lstatSync(fsPath(path), { bigint: true })
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
  const { directory, problem } = kind === 'other' ? noDirectory : observeTarget(path)
  return { name, kind, changed, link, directory, problem }
}

const noDirectory = { directory: null, problem: 'not a directory' } as const

function observeTarget(path: string): Pick<Entry, 'directory' | 'problem'> {
  try {
    const stats = statSync(fsPath(path))
    if (!stats.isDirectory()) return noDirectory
    const real = decodeBytes(realpathSync.native(fsPath(path), 'buffer'))
    return { directory: observeServiceDirectory(real, stats, true), problem: null }
  } catch (error) {
    return { directory: null, problem: systemErrorReason(error) }
  }
}

function observeServiceDirectory(path: string, stats: Stats, withLog: boolean): ServiceDirectory {
  return {
    path,
    id: fileId(stats),
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    run: observeRun(path),
    normallyDown: tryStat(`${path}/down`) !== null,
    ...readStatus(path),
    control: tryStat(`${path}/supervise/control`)?.isFIFO() ?? false,
    log: withLog ? observeLog(`${path}/log`) : null,
  }
}

function observeLog(path: string): ServiceDirectory | null {
  const own = tryLstat(path)
  if (own?.isDirectory() === true) return observeServiceDirectory(path, own, false)
  const stats = own === null ? null : tryStat(path)
  if (stats === null || !stats.isDirectory()) return null
  return observeServiceDirectory(decodeBytes(realpathSync.native(fsPath(path), 'buffer')), stats, false)
}

function readStatus(path: string): Pick<ServiceDirectory, 'status' | 'statusProblem' | 'statusMalformed'> {
  const read = readRegularFile(`${path}/supervise/status`, 4097)
  if (read.kind === 'missing') return { status: null, statusProblem: null, statusMalformed: false }
  if (read.kind === 'problem') {
    return { status: null, statusProblem: read.reason, statusMalformed: read.reason === notRegular }
  }
  const decoded = decodeSuperviseStatus(read.bytes)
  return decoded.ok
    ? { status: decoded.status, statusProblem: null, statusMalformed: false }
    : { status: null, statusProblem: decoded.reason, statusMalformed: true }
}

function observeRun(directory: string): RunFile {
  const path = `${directory}/run`
  let stats: Stats
  try {
    stats = statSync(fsPath(path))
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return { kind: 'missing' }
    return { kind: 'unreadable', reason: systemErrorReason(error) }
  }
  const { uid, gid } = stats
  const mode = stats.mode & 0o7777
  if (!stats.isFile() || (mode & 0o111) === 0) return { kind: 'not-executable', mode, uid, gid }
  return { kind: 'executable', mode, uid, gid, interpreter: observeInterpreter(directory) }
}

/** What the `#!` line names; null for a program without one. execve(2) reads at most 255 bytes of it. */
function observeInterpreter(directory: string): Interpreter | null {
  const read = readRegularFile(`${directory}/run`, 256)
  if (read.kind !== 'read') return null
  if (read.bytes[0] !== 0x23 || read.bytes[1] !== 0x21) {
    // supervise calls execve(2) and no shell: a text that names no interpreter is an `exec format error`.
    return read.bytes.includes(0) ? null : { path: '', usable: false }
  }
  const line = decodeBytes(read.bytes.subarray(2)).split('\n', 1)[0] ?? ''
  const interpreter = /^[ \t]*([^ \t]+)/.exec(line)?.[1]
  if (interpreter === undefined) return { path: '', usable: false }
  const path = interpreter.startsWith('/') ? interpreter : `${directory}/${interpreter}`
  return { path: interpreter, usable: isExecutable(path) }
}

/** A name such as /bin/sh stands in thousands of run files: asked once per look is enough. */
const executable = new Map<string, { at: number; usable: boolean }>()

function isExecutable(path: string): boolean {
  const known = executable.get(path)
  const now = performance.now()
  if (known !== undefined && now - known.at < 1000) return known.usable
  let usable = true
  try {
    accessSync(fsPath(path), constants.X_OK)
    usable = statSync(fsPath(path)).isFile()
  } catch {
    usable = false
  }
  executable.set(path, { at: now, usable })
  return usable
}
