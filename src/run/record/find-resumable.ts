import type { Restart } from '../../restart/method.js'
import type { Act } from '../../runbook/act.js'
import { ExitCode, UserError } from '../../user-error.js'
import { requireTrusted } from '../guard/trust.js'
import { trustedUids } from '../guard/trusted-uids.js'
import type { EarlierRun } from '../start-run.js'
import { isMeant, readManifest } from './find-subject.js'
import { type JournalEntry, readJournal } from './journal.js'
import type { Seen } from './seen.js'
import { exists, isRunId, listRuns, runDirectory, stateDirectory } from './state-directory.js'
import { foldJournal, readRuns } from './unfinished.js'

interface Wanted {
  readonly run: string | undefined
  readonly stateDir?: string
  readonly serviceDir?: string
  readonly trustOwner?: string
}

export interface Resumable {
  readonly earlier: EarlierRun
  readonly runbook: { readonly name: string; readonly digest: string }
}

/** The run that is to be taken up again; null where none is unfinished. */
export function findResumable(wanted: Wanted, environment: NodeJS.ProcessEnv): Resumable | null {
  const stateDir = stateDirectory(wanted.stateDir, environment)
  const trusted = trustedUids(wanted.trustOwner)
  const run = wanted.run ?? newestUnfinished(stateDir, wanted.serviceDir)
  if (run === undefined) return null
  const directory = runDirectory(stateDir, run)
  if (!isRunId(run) || !exists(`${directory}/journal.jsonl`)) {
    throw new UserError(ExitCode.usage, `unable to resume run ${run}`, {
      reason: `there is no journal of it in ${stateDir}/runs`,
      next: `the runs there: ${listRuns(stateDir).join(', ') || 'none'}`,
    })
  }
  requireTrusted('journal', `${directory}/journal.jsonl`, trusted)
  const entries = readJournal(`${directory}/journal.jsonl`)
  const { closed, linksWent } = foldJournal(run, entries)
  if (closed !== null || !linksWent) return null
  const earlier = readManifest(`${directory}/manifest.yaml`, trusted)
  const { runbook, seen, restart, finished, done, undecided } = foldProgress(entries)
  if (runbook === null || seen === null) {
    throw new UserError(ExitCode.refused, `unable to resume run ${run}`, {
      reason: 'its journal does not say what was there when it began',
      next: `svreset restore ${run} puts its links back`,
    })
  }
  return { earlier: { ...earlier, resume: { seen, restart, finished, done, undecided } }, runbook }
}

function newestUnfinished(stateDir: string, named: string | undefined): string | undefined {
  return readRuns(stateDir).find(
    ({ closed, linksWent, serviceDirectory }) =>
      closed === null && linksWent && isMeant(serviceDirectory?.path, named),
  )?.run
}

interface Progress {
  readonly runbook: Resumable['runbook'] | null
  readonly seen: Seen | null
  readonly restart: Restart | null
  /** Ids of the steps that need not be done again. */
  readonly finished: ReadonlySet<string>
  /** Every act that was announced: whether it happened, the system itself tells. */
  readonly done: readonly Act[]
  /** Those of them that the run may have died before. */
  readonly undecided: readonly Act[]
}

/** A pure fold: the last word on each step counts. */
export function foldProgress(entries: readonly JournalEntry[]): Progress {
  let runbook: Progress['runbook'] = null
  let seen: Seen | null = null
  let restart: Restart | null = null
  const finished = new Set<string>()
  const done: Act[] = []
  let undecided: readonly Act[] = []
  let restoring = false
  for (const entry of entries) {
    if (entry.event === 'restoring') restoring = true
    if (entry.event === 'resumed') restoring = false
    // Its steps are another runbook's; what it has put back is there to be seen.
    if (restoring) continue
    if (entry.event === 'started') runbook = entry.runbook
    if (entry.event === 'seen') {
      seen = entry.seen
      restart = entry.restart ?? null
    }
    if (entry.event === 'intent') {
      done.push(...entry.acts)
      undecided = entry.acts
      finished.delete(entry.step)
    }
    if (entry.event === 'outcome' && entry.status !== 'failed') {
      finished.add(entry.step)
      undecided = []
    }
  }
  return { runbook, seen, restart, finished, done, undecided }
}
