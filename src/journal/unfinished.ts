import type { Operation } from '../contract/operation.js'
import { undoStepId } from '../contract/runbook.js'
import { ExitCode, UserError } from '../errors.js'
import { linksBy } from '../runbook/operations/table.js'
import { refuseIfLocked } from '../system/lock-holder.js'
import { tryLstat } from '../system/read.js'
import { requireTrusted } from '../system/trust.js'
import { quote } from '../text/quote.js'
import { isClosed, readJournal, readWholeLines } from './journal.js'
import type { JournalEntry, JournalLine } from './journal-entry.js'
import { requireKnown } from './later-version.js'
import { parseWhole } from './read-manifest.js'
import { listRuns, runDirectory } from './state-directory.js'
import { waysBack, waysOut } from './ways-out.js'

/** What a journal tells about its run: a fold over its entries. */
export interface RunSummary {
  readonly run: string
  readonly svscanDirectory: { readonly path: string; readonly id: string } | null
  readonly runbook: string
  /** It has removed links, or added a file `down` to keep a service down. */
  readonly linksWent: boolean
  /** An undo was begun, and not all of it has succeeded. */
  readonly undoFailed: boolean
  /** null: nobody has finished it. */
  readonly closed: string | null
}

export function foldJournal(run: string, entries: readonly JournalEntry[]): RunSummary {
  let record: RunSummary = {
    run,
    svscanDirectory: null,
    runbook: '',
    linksWent: false,
    undoFailed: false,
    closed: null,
  }
  for (const entry of entries) {
    if (entry.event === 'started')
      record = { ...record, svscanDirectory: entry.svscanDirectory, runbook: entry.runbook.name }
    if (entry.event === 'intent' && entry.operations.some(mustBeEnded))
      record = { ...record, linksWent: true }
    if (entry.event === 'intent') record = { ...record, undoFailed: entry.step === undoStepId }
    if (entry.event === 'closed') record = { ...record, closed: entry.how }
  }
  return record
}

function mustBeEnded(operation: Operation): boolean {
  return operation.kind === 'add-down' || linksBy('remove', operation).length > 0
}

/** A run that has removed links or added files `down`, or may have, or whose undo has failed, and that nobody has closed. */
export interface UnfinishedRun {
  readonly run: string
  /** null: neither its journal nor its manifest tells. */
  readonly svscanDirectory: RunSummary['svscanDirectory']
  /** A crash has emptied its journal, or somebody has removed it. */
  readonly isJournalLost: boolean
  /** Also if it may have been so. */
  readonly linksWent: boolean
}

/** Newest first. `onlyLinks`: reads only what restoring the links needs, so that a damaged journal does not prevent that. */
export function* unfinishedRuns(
  stateDir: string,
  trusted: readonly number[],
  { onlyLinks = false }: { readonly onlyLinks?: boolean } = {},
): Generator<UnfinishedRun> {
  for (const run of listRuns(stateDir).reverse()) {
    const directory = runDirectory(stateDir, run)
    const journal = `${directory}/journal.jsonl`
    const records = readOpen(journal, trusted, onlyLinks)
    if (records === 'closed') continue
    if (records.some(({ event }) => event === 'started')) {
      const { linksWent, undoFailed, svscanDirectory } = foldJournal(run, records)
      if (linksWent || (undoFailed && !onlyLinks))
        yield { run, svscanDirectory, isJournalLost: false, linksWent }
    } else if (tryLstat(`${directory}/manifest.yaml`) !== null) {
      // If there is a manifest, links may have been removed. Without one, none was.
      const svscanDirectory = directoryIn(`${directory}/manifest.yaml`, trusted)
      yield { run, svscanDirectory, isJournalLost: true, linksWent: true }
    }
  }
}

function readOpen(
  journal: string,
  trusted: readonly number[],
  onlyLinks: boolean,
): readonly JournalLine[] | 'closed' {
  if (tryLstat(journal) === null) return []
  requireTrusted('journal', journal, trusted)
  if (isClosed(journal)) return 'closed'
  return onlyLinks ? readWholeLines(journal) : requireKnown(journal, readJournal(journal))
}

function directoryIn(manifest: string, trusted: readonly number[]): UnfinishedRun['svscanDirectory'] {
  try {
    const { serviceDirectory, identity } = parseWhole(manifest, trusted)
    return { path: serviceDirectory, id: `${identity?.device}:${identity?.inode}` }
  } catch (error) {
    if (error instanceof UserError && error.exitCode === ExitCode.usage) return null
    throw error
  }
}

/** Refuses if an unfinished run has removed links of this directory: a new run would record an empty directory. */
export function refuseIfUnfinished(
  stateDir: string,
  trusted: readonly number[],
  svscanDirectory: { readonly path: string; readonly id: string },
  /** The state directory, if it is not the default. */
  named: string | undefined,
): void {
  for (const open of unfinishedRuns(stateDir, trusted)) {
    const its = open.svscanDirectory
    if (!open.linksWent) continue
    if (its !== null && its.id !== svscanDirectory.id && its.path !== svscanDirectory.path) continue
    // It may still be at work: a dry run takes no lock.
    refuseIfLocked(svscanDirectory.path)
    throw new UserError(
      ExitCode.refused,
      `unable to start: run ${open.run} on ${its === null ? 'an unknown directory' : svscanDirectory.path} was not finished`,
      { reason: whyOpen(open), next: nextFor(open, stateDir, named) },
    )
  }
}

function whyOpen({ isJournalLost, svscanDirectory }: UnfinishedRun): string {
  if (!isJournalLost) return 'it has removed links or added files down, and was neither finished nor undone'
  return svscanDirectory === null
    ? 'its journal is empty or gone, and its manifest is damaged: it may have removed links'
    : 'its journal is empty or gone: it may have removed links'
}

function nextFor(
  { run, isJournalLost, svscanDirectory }: UnfinishedRun,
  stateDir: string,
  named: string | undefined,
) {
  const directory = runDirectory(stateDir, run)
  if (svscanDirectory === null) {
    return [
      `sh ${quote(`${directory}/restore.sh`)} puts its links back;`,
      `when all are in place, mv ${quote(directory)} ${quote(`${stateDir}/${run}`)} moves it out of the way`,
    ]
  }
  const ways = isJournalLost ? waysBack(run, `${directory}/manifest.yaml`, named) : waysOut(run, null, named)
  return ways.map(({ command, does }) => `${command} ${does}`)
}
