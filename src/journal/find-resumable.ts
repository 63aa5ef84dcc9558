import type { Operation } from '../contract/operation.js'
import type { EarlierRun } from '../contract/options.js'
import type { Repair } from '../contract/repair.js'
import type { Restart } from '../contract/restart.js'
import { undoStepId } from '../contract/runbook.js'
import type { Snapshot } from '../contract/snapshot.js'
import { resultOf, type StepResult, skipped } from '../contract/step-result.js'
import type { Value } from '../contract/value.js'
import { ExitCode, UserError } from '../errors.js'
import { linksBy } from '../runbook/operations/table.js'
import { requireTrusted, requireTrustedState } from '../system/trust.js'
import { trustedUids } from '../system/trusted-uids.js'
import { chooseUnfinishedRun } from './choose-run.js'
import { readJournal } from './journal.js'
import type { JournalEntry } from './journal-entry.js'
import { requireKnown } from './later-version.js'
import { leftOff } from './left-off.js'
import { readManifest } from './read-manifest.js'
import { exists, isRunId, newestRuns, runDirectory, stateDirectory } from './state-directory.js'
import { foldJournal, unfinishedRuns } from './unfinished.js'
import { waysBack } from './ways-out.js'

interface RunSelector {
  readonly run: string | undefined
  readonly stateDir?: string
  readonly serviceDir?: string
  readonly trustOwner?: string
}

export interface Resumable {
  readonly earlier: EarlierRun
  readonly runbook: { readonly file: string; readonly digest: string }
}

/** The run to resume; null if none is unfinished. */
export function findResumable(wanted: RunSelector, environment: NodeJS.ProcessEnv): Resumable | null {
  const stateDir = stateDirectory(wanted.stateDir, environment)
  const trusted = trustedUids(wanted.trustOwner)
  requireTrustedState(stateDir, trusted)
  const run = wanted.run ?? newestOpen(stateDir, trusted, wanted.serviceDir)
  if (run === undefined) return null
  const directory = runDirectory(stateDir, run)
  const journal = `${directory}/journal.jsonl`
  const isThere = exists(journal)
  if (!isRunId(run) || !(isThere || exists(`${directory}/manifest.yaml`))) {
    throw new UserError(ExitCode.usage, `unable to resume run ${run}`, {
      reason: `it has no journal in ${stateDir}/runs`,
      next: `the runs there: ${newestRuns(stateDir)}; svreset runs lists them`,
    })
  }
  if (isThere) requireTrusted('journal', journal, trusted)
  const entries = isThere ? requireKnown(journal, readJournal(journal)) : []
  if (entries.length === 0) throw cannotTell(run, wanted.stateDir)
  const { closed, linksWent, undoFailed } = foldJournal(run, entries)
  if (closed !== null || !(linksWent || undoFailed)) return null
  const manifest = `${directory}/manifest.yaml`
  // If no link went, there may be no manifest.
  const earlier =
    linksWent || exists(manifest) ? readManifest(manifest, trusted) : withoutManifest(run, manifest, entries)
  const { runbook, snapshot, ...progress } = foldProgress(entries)
  const left = leftOff(entries)
  if (runbook === null || snapshot === null || left === null) throw cannotTell(run, wanted.stateDir)
  return { earlier: { ...earlier, resume: { leftOff: left, snapshot, ...progress } }, runbook }
}

/** The links are those of the snapshot. */
function withoutManifest(run: string, manifest: string, entries: readonly JournalEntry[]): EarlierRun {
  const started = entries.find(entry => entry.event === 'started')
  return {
    ...{ run, manifest, identity: null, links: null, services: null, doubts: [], resume: null },
    svscanDirectory: started?.svscanDirectory.path ?? '',
    bootId: started?.bootId ?? '',
  }
}

/** The manifest has the links. Only the journal has the steps. */
function cannotTell(run: string, stateDir: string | undefined): UserError {
  return new UserError(ExitCode.refused, `unable to resume run ${run}`, {
    reason: 'its journal does not record the system at the start of the run',
    next: waysBack(run, null, stateDir).map(({ command, does }) => `${command} ${does}`),
  })
}

function newestOpen(
  stateDir: string,
  trusted: readonly number[],
  serviceDir: string | undefined,
): string | undefined {
  return chooseUnfinishedRun('resume', [...unfinishedRuns(stateDir, trusted)], serviceDir)?.run
}

interface Progress {
  readonly runbook: Resumable['runbook'] | null
  readonly snapshot: Snapshot | null
  readonly restart: Restart | null
  readonly parameters: Readonly<Record<string, Value>> | null
  readonly results: ReadonlyMap<string, StepResult>
  readonly repair: Repair | null
  /** Ids of the steps that need not be done again. */
  readonly finished: ReadonlySet<string>
  /** Every operation that was recorded before it was done. The system itself tells whether it happened. */
  readonly done: readonly Operation[]
  /** Every operation that was recorded before it was done. The system itself tells whether it happened. */
  readonly undecided: readonly Operation[]
  /** Names of links that `svreset restore`, or an undo, has put back, and that the run has not removed again. */
  readonly putBack: ReadonlySet<string>
}

type CommandSaid = Extract<JournalEntry, { event: 'command' }>

/** A pure fold: the last entry of each step counts. */
export function foldProgress(entries: readonly JournalEntry[]): Progress {
  const progress = {
    ...{ runbook: null, snapshot: null, restart: null, parameters: null, repair: null },
    ...{ results: new Map<string, StepResult>(), finished: new Set<string>() },
    ...{ done: [] as Operation[], putBack: putBackNow(entries) },
  } as Writable<Progress> & { results: Map<string, StepResult>; finished: Set<string>; done: Operation[] }
  let open: readonly Operation[] = []
  /** By step: other steps may follow a failed one. */
  const failed = new Map<string, readonly Operation[]>()
  let said: CommandSaid[] = []
  const noted = new Set<string>()
  /** What takes a step back that was tried again, takes it back once. */
  const isNew = (step: string) => (operation: Operation) => {
    if (operation.kind !== 'undo-by') return true
    const words = JSON.stringify([step, operation])
    return noted.size < noted.add(words).size
  }
  for (const entry of ownEntries(entries)) {
    switch (entry.event) {
      case 'started': {
        const { name, digest, file = name, parameters = null } = entry.runbook
        progress.runbook = { file, digest }
        progress.parameters = parameters
        break
      }
      case 'snapshot':
        progress.snapshot = entry.snapshot
        progress.restart = entry.restart ?? null
        progress.repair = entry.repair ?? null
        break
      case 'intent':
        progress.done.push(...entry.operations.filter(isNew(entry.step)))
        open = entry.operations
        failed.delete(entry.step)
        progress.finished.delete(entry.step)
        break
      case 'command':
        said.push(entry)
        break
      case 'outcome':
        if (entry.step === undoStepId) {
          progress.done = progress.done.filter(isStillToUndo(entry.left))
          said = []
          break
        }
        if (entry.status === 'failed') failed.set(entry.step, open)
        else {
          progress.finished.add(entry.step)
          progress.results.set(entry.step, entry.status === 'skipped' ? skipped : resultOf(said))
        }
        open = []
        said = []
    }
  }
  return { ...progress, undecided: [...[...failed.values()].flat(), ...open] }
}

/** Links are put back however often; what a step says of its undo is done once. */
function isStillToUndo(left: readonly Operation[] = []): (operation: Operation) => boolean {
  const words = new Set(left.map(each => JSON.stringify(each)))
  return operation => operation.kind !== 'undo-by' || words.has(JSON.stringify(operation))
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Without the steps of `svreset restore`, which are of another runbook, and without an undo: both only put links back. */
function ownEntries(entries: readonly JournalEntry[]): JournalEntry[] {
  let restoring = false
  return entries.filter(entry => {
    if (entry.event === 'restoring') restoring = true
    if (entry.event === 'resumed') restoring = false
    return !restoring && !(entry.event === 'intent' && entry.step === undoStepId)
  })
}

/** The links that the run has removed. A restore puts links back even if it cannot record which. */
function putBackNow(entries: readonly JournalEntry[]): ReadonlySet<string> {
  const own = new Set(ownEntries(entries))
  const removed = new Set<string>()
  const names = new Set<string>()
  for (const entry of entries) {
    if (entry.event === 'restoring') for (const name of removed) names.add(name)
    if (entry.event !== 'intent') continue
    if (!own.has(entry)) {
      for (const name of namesOf('make', entry)) names.add(name)
      continue
    }
    for (const name of namesOf('remove', entry)) {
      removed.add(name)
      names.delete(name)
    }
  }
  return names
}

function namesOf(
  does: 'remove' | 'make',
  { operations }: Extract<JournalEntry, { event: 'intent' }>,
): string[] {
  return operations.flatMap(operation => linksBy(does, operation).map(({ name }) => name))
}
