import type { LastTime } from '../contract/events.js'
import { readJournal } from './journal.js'
import type { JournalEntry } from './journal-entry.js'
import { listRuns, runDirectory } from './state-directory.js'

/** How long each step took in the newest finished run of this runbook on this directory; null: there is no such run. */
export function findLastTime(
  stateDir: string,
  runbook: string,
  svscanDirectory: { readonly path: string; readonly id: string },
): LastTime | null {
  for (const run of listRuns(stateDir).reverse()) {
    const last = lastTimeOf(run, read(`${runDirectory(stateDir, run)}/journal.jsonl`))
    if (last?.runbook !== runbook) continue
    if (last.directory.id === svscanDirectory.id || last.directory.path === svscanDirectory.path) return last
  }
  return null
}

interface EarlierTiming extends LastTime {
  readonly runbook: string
  readonly directory: { readonly path: string; readonly id: string }
}

/** A pure fold: for each step, the last time that it was done. null for an unfinished run. */
export function lastTimeOf(run: string, entries: readonly JournalEntry[]): EarlierTiming | null {
  const started = entries.find(entry => entry.event === 'started')
  const done = entries.some(entry => entry.event === 'closed' && entry.how === 'done')
  if (started === undefined || !done) return null
  const took = new Map<string, number>()
  for (const entry of entries)
    if (entry.event === 'outcome' && entry.status === 'done') took.set(entry.step, entry.durationMs)
  return { run, took, runbook: started.runbook.name, directory: started.svscanDirectory }
}

/** It only says how long to wait, so a journal that cannot be read counts as none. */
function read(path: string): readonly JournalEntry[] {
  try {
    return readJournal(path)
  } catch {
    return []
  }
}
