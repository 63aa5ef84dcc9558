import { ExitCode, UserError } from '../errors.js'
import { linksBy } from '../runbook/operations/table.js'
import { tryLstat } from '../system/read.js'
import { requireTrusted } from '../system/trust.js'
import { isClosed, type JournalEntry, readJournal } from './journal.js'
import { listRuns, runDirectory } from './state-directory.js'
import { waysOut } from './ways-out.js'

/** What a journal tells of its run, by folding its records. */
export interface RunSummary {
  readonly run: string
  readonly svscanDirectory: { readonly path: string; readonly id: string } | null
  readonly runbook: string
  readonly linksWent: boolean
  /** null: nobody has finished it. */
  readonly closed: string | null
}

export function foldJournal(run: string, entries: readonly JournalEntry[]): RunSummary {
  let record: RunSummary = { run, svscanDirectory: null, runbook: '', linksWent: false, closed: null }
  for (const entry of entries) {
    if (entry.event === 'started')
      record = { ...record, svscanDirectory: entry.svscanDirectory, runbook: entry.runbook.name }
    if (entry.event === 'intent' && entry.operations.some(each => linksBy('remove', each).length > 0))
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
): Generator<RunSummary> {
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
  svscanDirectory: { readonly path: string; readonly id: string },
  /** The state directory, where it is not the default. */
  named: string | undefined,
): void {
  for (const { run, svscanDirectory: its } of unfinishedRuns(stateDir, trusted)) {
    if (its?.id !== svscanDirectory.id && its?.path !== svscanDirectory.path) continue
    throw new UserError(
      ExitCode.refused,
      `unable to start: run ${run} on ${svscanDirectory.path} was not finished`,
      {
        reason: 'it has removed links, and was neither finished nor undone',
        next: waysOut(run, null, named)
          .map(({ command, does }) => `${command} ${does}`)
          .join('\n        '),
      },
    )
  }
}
