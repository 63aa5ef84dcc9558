import { ExitCode, UserError } from '../../user-error.js'
import { type JournalEntry, readJournal } from './journal.js'
import { exists, listRuns, runDirectory } from './state-directory.js'

/** What a journal tells of its run, by folding its records. */
export interface RunRecord {
  readonly run: string
  readonly serviceDirectory: { readonly path: string; readonly id: string } | null
  readonly runbook: string
  readonly linksWent: boolean
  /** null: nobody has finished it. */
  readonly closed: string | null
}

export function foldJournal(run: string, entries: readonly JournalEntry[]): RunRecord {
  let record: RunRecord = { run, serviceDirectory: null, runbook: '', linksWent: false, closed: null }
  for (const entry of entries) {
    if (entry.event === 'started')
      record = { ...record, serviceDirectory: entry.serviceDirectory, runbook: entry.runbook.name }
    if (entry.event === 'intent' && entry.acts.some(({ act }) => act === 'unlink'))
      record = { ...record, linksWent: true }
    if (entry.event === 'closed') record = { ...record, closed: entry.how }
  }
  return record
}

/** Newest first. */
export function readRuns(stateDir: string): RunRecord[] {
  return listRuns(stateDir)
    .reverse()
    .flatMap(run => {
      const journal = `${runDirectory(stateDir, run)}/journal.jsonl`
      return exists(journal) ? [foldJournal(run, readJournal(journal))] : []
    })
}

/** A run on this directory that took links away and was not finished: a new one would note an empty directory. */
export function refuseIfUnfinished(
  stateDir: string,
  serviceDirectory: { readonly path: string; readonly id: string },
): void {
  const open = readRuns(stateDir).find(
    record =>
      record.closed === null &&
      record.linksWent &&
      (record.serviceDirectory?.id === serviceDirectory.id ||
        record.serviceDirectory?.path === serviceDirectory.path),
  )
  if (open === undefined) return
  throw new UserError(
    ExitCode.refused,
    `unable to start: run ${open.run} on ${serviceDirectory.path} was not finished`,
    {
      reason: 'it has removed links, and nobody has put them back since',
      next: `svreset resume ${open.run} finishes it; svreset restore ${open.run} only puts the links back`,
    },
  )
}
