import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs'
import { hasErrorCode, UserError } from '../errors.js'
import { holdGuardedDirectory } from '../system/guarded-directory.js'
import { type HeldDirectory, held } from '../system/held-directory.js'
import { lockHolder } from '../system/lock-holder.js'
import { tryLstat } from '../system/read.js'
import { requireTrusted } from '../system/trust.js'
import { isClosed, readFirstRecord, readWholeLines } from './journal.js'
import { isRunId, readRuns, runDirectory } from './state-directory.js'

/** What a run writes into its directory, besides the unread lines of a log, which are somebody's. */
const files: readonly string[] = ['manifest.yaml', 'restore.sh', 'journal.jsonl']

export interface JudgedRun {
  readonly run: string
  /** Why it stays; null: it may go. */
  readonly why: string | null
}

/** Every run, oldest first. `before`: milliseconds since the epoch; a run whose last record is older may go. */
export function judgeRuns(
  stateDir: string,
  { before, trusted }: { readonly before: number; readonly trusted: readonly number[] },
): JudgedRun[] {
  const runs = readRuns(stateDir)
  const newest = runs.at(-1)
  return runs.map(run => ({
    run,
    // The next run counts on from it, and a restore may still be asked for.
    why: run === newest ? 'it is the newest' : whyKept(stateDir, run, before, trusted),
  }))
}

function whyKept(stateDir: string, run: string, before: number, trusted: readonly number[]): string | null {
  const directory = runDirectory(stateDir, run)
  if (tryLstat(directory)?.isDirectory() !== true) return 'it is no directory'
  const other = readdirSync(directory).find(name => !files.includes(name))
  if (other !== undefined) return `it holds ${other}, which no run needs any more: move that away first`
  const journal = `${directory}/journal.jsonl`
  try {
    requireTrusted('journal', journal, trusted)
    if (!isClosed(journal)) return 'it is open, or was cut off'
    const first = readFirstRecord(journal)
    if (first?.event !== 'started' || first.run !== run) return 'its journal is not that of this run'
    if (lockHolder(first.svscanDirectory.path) !== null) return 'a run is at work on its directory'
    const last = readWholeLines(journal).at(-1)
    return last !== undefined && Date.parse(last.time) < before ? null : 'it is not old enough'
  } catch (error) {
    if (error instanceof UserError) return error.reason ?? error.message
    throw error
  }
}

const aside = '.pruned-'

/**
 * Removes a run. The rename comes first and is one call: before it the run is whole, after it there is no such run. If we
 * die then, the next prune removes the rest.
 */
export function removeRuns(stateDir: string, runs: readonly string[]): void {
  const place = holdGuardedDirectory(`${stateDir}/runs`)
  try {
    removeRest(place)
    for (const run of runs) renameSync(place.at(run), place.at(`${aside}${run}`))
    fsyncSync(place.descriptor)
    removeRest(place)
  } finally {
    place.close()
  }
}

function removeRest(place: HeldDirectory): void {
  for (const name of readdirSync(place.at())) {
    if (name.startsWith(aside) && isRunId(name.slice(aside.length))) removeDirectory(place, name)
  }
}

/** Only what a run writes: rmdir fails where anything else is left. */
function removeDirectory(place: HeldDirectory, name: string): void {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
  const descriptor = openSync(place.at(name), flags)
  try {
    const inside = held(name, descriptor)
    for (const file of files) {
      try {
        unlinkSync(inside.at(file))
      } catch (error) {
        if (!hasErrorCode(error, 'ENOENT')) throw error
      }
    }
  } finally {
    closeSync(descriptor)
  }
  rmdirSync(place.at(name))
}
