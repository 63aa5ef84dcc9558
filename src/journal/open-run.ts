import type { OpenRun } from '../contract/open-run.js'
import { UserError } from '../errors.js'
import { holdsLock, startOf } from '../system/lock-holder.js'
import { isUp } from '../system/supervise-state.js'
import { requireTrusted, requireTrustedState } from '../system/trust.js'
import type { CandidateRun, Place } from './candidate-runs.js'
import { isOn } from './choose-run.js'
import { readWholeLines } from './journal.js'
import type { JournalLine } from './journal-entry.js'
import { toJournalLine } from './journal-schema.js'
import { leftOff } from './left-off.js'
import type { Manifest } from './manifest.js'
import { parseWhole } from './read-manifest.js'
import { pictured } from './snapshot.js'
import { exists, runDirectory } from './state-directory.js'
import { foldJournal } from './unfinished.js'
import { waysOut } from './ways-out.js'

/**
 * What there is to tell of a run that is not closed; null: it is of another directory, or has not removed anything. Only
 * reads: whatever is wrong with the state directory is a doubt, and what is said there is told, and not acted on.
 */
export function tellRun({ first, ...files }: CandidateRun, here: Place): OpenRun | null {
  const directory = runDirectory(files.stateDir, files.run)
  const journal = `${directory}/journal.jsonl`
  const entries = entriesOf(journal)
  const { linksWent, undoFailed } = foldJournal(files.run, entries)
  const manifest = manifestIn(directory)
  if (first === null && (manifest === null || !isOn(placeOf(manifest), here))) return null
  const left = leftOff(entries)
  const atWork = left !== null && left.ended === null && isAtWork(here.path, left.last)
  if (!(atWork || linksWent || undoFailed || first === null)) return null
  const doubt = distrust(files.stateDir, [journal, `${directory}/manifest.yaml`])
  const script = `${directory}/restore.sh`
  // Nobody is told to execute what others may have written.
  const isSafe = exists(script) && distrust(files.stateDir, [script]) === null
  return {
    ...{ run: files.run, atWork, leftOff: left, links: manifest?.links ?? [], ran: ranAtStart(entries) },
    doubt: doubt ?? (left === null ? 'its journal is empty, gone or damaged' : null),
    ways: waysOut(files.run, isSafe ? `${directory}/manifest.yaml` : null, files.named),
  }
}

/** The entries that this version knows, whatever is between them. */
function entriesOf(journal: string): JournalLine[] {
  try {
    return readWholeLines(journal).flatMap(record => toJournalLine(record) ?? [])
  } catch {
    return []
  }
}

/** Only one that is trusted: another may lead anywhere. */
function manifestIn(directory: string): Manifest | null {
  const file = `${directory}/manifest.yaml`
  try {
    return parseWhole(file, [0])
  } catch {
    return null
  }
}

function placeOf({ serviceDirectory: path, identity }: Manifest): Place {
  return { path, id: `${identity?.device}:${identity?.inode}` }
}

function distrust(stateDir: string, files: readonly string[]): string | null {
  try {
    requireTrustedState(stateDir, [0])
    for (const file of files) if (exists(file)) requireTrusted('file', file, [0])
    return null
  } catch (error) {
    if (error instanceof UserError) return `${error.message}: ${error.reason}`
    throw error
  }
}

/** Whoever may not see the descriptors of another user takes a process that was there before the record for the run. */
function isAtWork(
  directory: string,
  { pid, from }: { readonly pid: number; readonly from: number },
): boolean {
  const holds = holdsLock(directory, pid)
  if (holds !== null) return holds
  const start = startOf(pid)
  return start !== null && start <= from + 1000
}

function ranAtStart(entries: readonly JournalLine[]): OpenRun['ran'] {
  const record = entries.find(entry => entry.event === 'snapshot')
  if (record === undefined) return []
  return pictured(record.snapshot)
    .services.filter(({ supervises }) => supervises.some(isUp))
    .map(({ name, directory }) => ({ name, directory: directory.path }))
}
