import type { Snapshot } from '../contract/snapshot.js'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../errors.js'
import { parseJournal } from '../journal/journal.js'
import { toJournalLine } from '../journal/journal-schema.js'
import { readRuns, runDirectory } from '../journal/state-directory.js'
import { lockHolder } from '../system/lock-holder.js'
import { observeEntries } from '../system/observe-directory.js'
import { readWholeFile } from '../system/read.js'
import { buildHistory } from './build-history.js'
import type { Damage, RunHistory, Summary } from './history.js'

/**
 * Only reads, so the owner of the files does not matter: nothing is acted on. If a journal is damaged, of a later
 * version, or a FIFO, only its own history is lost.
 */
export function readHistory(stateDir: string, run: string, brief = false): RunHistory {
  const directory = runDirectory(stateDir, run)
  const read = readWholeFile(`${directory}/journal.jsonl`, sizeLimit)
  if (read.kind !== 'read') {
    const journal = read.kind === 'missing' ? 'there is none' : read.reason
    const history = buildHistory({ records: [], damage: { ...noDamage, journal }, run, directory })
    return read.kind === 'missing' ? history : { ...history, ending: { kind: 'unreadable' } }
  }
  const { records, damaged, torn } = parseJournal(Buffer.from(read.bytes).toString('utf8'))
  const known = records.flatMap(record => toJournalLine(record) ?? [])
  const damage = { journal: null, lines: damaged, torn, unknown: records.length - known.length }
  return withPresent(buildHistory({ records: known, damage, run, directory, brief }))
}

export function readSummary(stateDir: string, run: string): Summary {
  const {
    steps: _steps,
    before: _before,
    after: _after,
    effect: _effect,
    ...summary
  } = readHistory(stateDir, run, true)
  return summary
}

/** A run on 1000 services writes 3 MB. */
const sizeLimit = 128 * 1024 * 1024

const noDamage: Damage = { journal: null, lines: [], torn: false, unknown: 0 }

/** For a run without an end, the system tells more than its journal. */
function withPresent(history: RunHistory): RunHistory {
  const { ending, sessions, svscanDirectory } = history
  if (svscanDirectory === null) return history
  const last = sessions.at(-1)
  // The run may still be going on, also after its last step: then it looks whether all is well. The lock tells.
  if (last !== undefined && last.end === null && lockHolder(svscanDirectory) === last.pid) {
    return { ...history, ending: { kind: 'running', pid: last.pid } }
  }
  if (ending.kind !== 'unfinished') return history
  return { ...history, ending: { ...ending, missingNow: missingLinks(svscanDirectory, history.before) } }
}

function missingLinks(svscanDirectory: string, before: Snapshot | null): number | null {
  if (before === null) return null
  try {
    const present = new Set(observeEntries(svscanDirectory).map(({ name }) => name))
    return before.entries.filter(({ name, link }) => link !== null && !present.has(name)).length
  } catch {
    return null
  }
}

/** Newest first. Throws a UserError if the state directory exists and cannot be read. */
export function runIds(stateDir: string): string[] {
  try {
    return readRuns(stateDir).reverse()
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return []
    throw new UserError(ExitCode.failed, `unable to read the runs in ${stateDir}`, {
      reason: systemErrorReason(error),
      next: hasErrorCode(error, 'EACCES')
        ? 'run the command as the user who ran svreset (sudo)'
        : 'name their directory with --state-dir DIR',
      cause: error,
    })
  }
}

/** The run with this id, or with this part of an id that no other has, such as its last four characters. */
export function findRun(stateDir: string, wanted: string): string {
  const runs = runIds(stateDir)
  const [run, ...others] = runs.includes(wanted) ? [wanted] : runs.filter(each => each.includes(wanted))
  if (run !== undefined && others.length === 0) return run
  throw new UserError(ExitCode.usage, `unable to show run ${wanted}`, {
    reason:
      run === undefined
        ? `no such run in ${stateDir}/runs`
        : `${others.length + 1} runs have that in their id: ${[run, ...others].slice(0, 5).join(', ')}`,
    next: 'svreset runs shows all runs',
  })
}
