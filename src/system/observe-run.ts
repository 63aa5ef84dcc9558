import { accessSync, constants, lstatSync, realpathSync, type Stats, statSync } from 'node:fs'
import { hasErrorCode, systemErrorReason } from '../errors.js'
import { decodeLatin1 } from '../text/bytes.js'
import { decodeInterpreterLine, savedElsewhere } from './interpreter-line.js'
import { isBelow, mountOf, noexecPoints } from './mounts.js'
import { fsPath, ownPath, readFirstBytes, readProcText } from './read.js'
import type { Interpreter, RunFile, SuperviseStage } from './system.js'

/** What one look finds out only once about the files that supervise executes. */
export interface RunCache {
  /** Whether the interpreters in `#!` lines can be executed. */
  readonly usable: Map<string, boolean>
  /** Where mounts are from which nothing is executed. */
  noexec?: readonly string[]
}

/** daemontools-encore needs only a `start`. */
export function observeRun(directory: string, stage: SuperviseStage | null, look: RunCache): RunFile {
  const run = observeProgram(directory, 'run', look)
  return run.kind === 'missing' && stage !== null ? observeProgram(directory, 'start', look) : run
}

function observeProgram(directory: string, name: 'run' | 'start', look: RunCache): RunFile {
  const path = `${directory}/${name}`
  let stats: Stats
  let isLink: boolean
  try {
    stats = lstatSync(ownPath(path))
    isLink = stats.isSymbolicLink()
    if (isLink) stats = statSync(fsPath(path))
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return { kind: 'missing' }
    return { kind: 'unreadable', reason: systemErrorReason(error) }
  }
  const { uid, gid } = stats
  const mode = stats.mode & 0o7777
  if (!stats.isFile() || (mode & 0o111) === 0) return { kind: 'not-executable', mode, uid, gid }
  const interpreter = observeInterpreter(directory, name, stats, look)
  const noexec = (isLink || isBelowNoexec(path, look)) && !isExecutable(path) ? noexecMount(path) : null
  return { kind: 'executable', mode, uid, gid, interpreter, ...(noexec === null ? {} : { noexec }) }
}

function observeInterpreter(
  directory: string,
  name: string,
  stats: Stats,
  { usable }: RunCache,
): Interpreter | null {
  const { interpreter, elsewhere } = firstLineOf(`${directory}/${name}`, stats)
  const saved = elsewhere === null ? {} : { saved: elsewhere }
  if (interpreter === null && elsewhere === null) return null
  if (interpreter === null || interpreter === '') return { path: '', usable: false, ...saved }
  const path = interpreter.startsWith('/') ? interpreter : `${directory}/${interpreter}`
  let works = usable.get(path)
  if (works === undefined) {
    works = isExecutable(path)
    usable.set(path, works)
  }
  return { path: interpreter, usable: works, ...saved }
}

interface FirstLine {
  readonly interpreter: string | null
  readonly elsewhere: ReturnType<typeof savedElsewhere>
}

/** By path: a run looks again and again at files that do not change. */
const known = new Map<string, FirstLine & { readonly stats: Stats }>()

/** execve(2) reads at most 255 bytes. */
function firstLineOf(path: string, stats: Stats): FirstLine {
  const before = known.get(path)
  if (before !== undefined && isUnchanged(before.stats, stats)) return before
  const read = readFirstBytes(path, 256)
  if (read.kind !== 'read') return { interpreter: null, elsewhere: null }
  const line = { interpreter: decodeInterpreterLine(read.bytes), elsewhere: savedElsewhere(read.bytes) }
  // What changes within a tick of the clock may keep its times.
  if (Date.now() - stats.ctimeMs > clockTick) known.set(path, { ...line, stats })
  return line
}

/** Milliseconds: of file times, at most 10 on any kernel. */
const clockTick = 100

function isUnchanged(before: Stats, now: Stats): boolean {
  return (['dev', 'ino', 'size', 'mtimeMs', 'ctimeMs'] as const).every(field => before[field] === now[field])
}

function isBelowNoexec(path: string, look: RunCache): boolean {
  look.noexec ??= noexecPoints(readProcText('/proc/self/mountinfo'))
  return look.noexec.some(point => isBelow(path, point))
}

/** For root, access(2) refuses to execute a file only for this reason. Then the mounts are worth a look. */
function noexecMount(path: string): string | null {
  const mount = mountOf(
    decodeLatin1(realpathSync.native(fsPath(path), 'latin1')),
    readProcText('/proc/self/mountinfo'),
  )
  return mount?.options.includes('noexec') ? mount.point : null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(fsPath(path), constants.X_OK)
    return statSync(fsPath(path)).isFile()
  } catch {
    return false
  }
}
