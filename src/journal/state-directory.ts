import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { posix } from 'node:path'
import { ExitCode, systemErrorReason, UserError } from '../errors.js'
import { requireAnswer } from '../system/answers.js'
import { tryStat } from '../system/read.js'
import { writeNewFile } from '../system/write-new-file.js'
import { listed } from '../text/list.js'
import { inOrder, positionOf, type RunPosition } from './run-order.js'

/** The directory for manifests and journals, with one directory for each run. */
export function stateDirectory(named: string | undefined, environment: NodeJS.ProcessEnv): string {
  const path = placeOfState(named, environment)
  requireAnswer(path, true)
  return path
}

function placeOfState(named: string | undefined, environment: NodeJS.ProcessEnv): string {
  if (named !== undefined) return posix.resolve(named)
  if (process.geteuid?.() === 0) return '/var/lib/svreset'
  const home =
    environment.XDG_STATE_HOME || (environment.HOME ? `${environment.HOME}/.local/state` : undefined)
  if (home === undefined) {
    throw new UserError(ExitCode.usage, 'unable to choose a state directory', {
      reason: 'neither XDG_STATE_HOME nor HOME is set',
      next: 'name one with --state-dir DIR',
    })
  }
  return `${home}/svreset`
}

export function runDirectory(stateDir: string, run: string): string {
  return `${stateDir}/runs/${run}`
}

/** Newest last; none if they may not be read. */
export function listRuns(stateDir: string): string[] {
  try {
    return readRuns(stateDir)
  } catch {
    return []
  }
}

/** Newest last. Throws if the directory exists and may not be read. */
export function readRuns(stateDir: string): string[] {
  return inOrder(positionsIn(stateDir))
}

/** The newest of them, for a message: there may be thousands. */
export function newestRuns(stateDir: string): string {
  return listed(listRuns(stateDir).reverse()) || 'none'
}

/** The number of the next run: greater than that of every existing run. */
export function nextSequence(stateDir: string): number {
  return Math.max(0, ...positionsIn(stateDir).map(({ sequence }) => sequence)) + 1
}

function positionsIn(stateDir: string): RunPosition[] {
  const runs = `${stateDir}/runs`
  return readdirSync(runs)
    .filter(isRunId)
    .map(run => positionOf(runs, run))
}

export function isRunId(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{4}$/.test(text)
}

export function newRunId(now: Date): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${randomBytes(2).toString('hex')}`
}

/** Makes STATE_DIR/runs/RUN, mode 0700, durable. */
export function createRunDirectory(stateDir: string, run: string): string {
  const path = runDirectory(stateDir, run)
  const madeBelow = deepestThere(posix.dirname(stateDir))
  try {
    mkdirSync(`${stateDir}/runs`, { recursive: true, mode: 0o700 })
    mkdirSync(path, 0o700)
    for (let at = path; ; at = posix.dirname(at)) {
      syncDirectory(at)
      if (at === madeBelow) return path
    }
  } catch (error) {
    throw new UserError(ExitCode.failed, `unable to create run directory ${path}`, {
      reason: systemErrorReason(error),
      next: 'nothing was touched; make room, or choose another directory with --state-dir DIR',
      cause: error,
    })
  }
}

function deepestThere(path: string): string {
  return exists(path) || path === '/' ? path : deepestThere(posix.dirname(path))
}

/** Writes a file whole or not at all: beside its place, with fsync, then renames it. The caller syncs the directory. */
export function writeDurably(path: string, content: string | Buffer, mode: number): void {
  const beside = `${path}.${randomBytes(8).toString('hex')}`
  try {
    writeNewFile(beside, content, mode)
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}

export function syncDirectory(path: string): void {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

export function exists(path: string): boolean {
  return tryStat(path) !== null
}
