import { ExitCode, UserError } from '../errors.js'
import { tryLstat } from '../system/read.js'
import { requireTrusted } from '../system/trust.js'
import { isClosed, type JournalEntry, readJournal } from './journal.js'
import { listRuns, runDirectory } from './state-directory.js'
import { waysOut } from './ways-out.js'

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

/** Runs that have taken links away, and that nobody has closed: newest first. */
export function* unfinishedRuns(
  stateDir: string,
  trusted: readonly number[],
  read = readJournal,
): Generator<RunRecord> {
  for (const run of listRuns(stateDir).reverse()) {
    const journal = `${runDirectory(stateDir, run)}/journal.jsonl`
    if (tryLstat(journal) === null) continue
    requireTrusted('journal', journal, trusted)
    if (isClosed(journal)) continue
    const record = foldJournal(run, read(journal))
    if (record.linksWent) yield record
  }
}

/** A run on this directory that took links away and was not finished: a new one would note an empty directory. */
export function refuseIfUnfinished(
  stateDir: string,
  trusted: readonly number[],
  serviceDirectory: { readonly path: string; readonly id: string },
  /** The state directory, where it is not the default. */
  named: string | undefined,
): void {
  for (const { run, serviceDirectory: its } of unfinishedRuns(stateDir, trusted)) {
    if (its?.id !== serviceDirectory.id && its?.path !== serviceDirectory.path) continue
    throw new UserError(
      ExitCode.refused,
      `unable to start: run ${run} on ${serviceDirectory.path} was not finished`,
      {
        reason: 'it has removed links, and was neither finished nor undone',
        next: waysOut(run, null, named)
          .map(({ command, does }) => `${command} ${does}`)
          .join('\n        '),
      },
    )
  }
}
