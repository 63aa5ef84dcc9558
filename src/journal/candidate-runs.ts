import { UserError } from '../errors.js'
import { isOn } from './choose-run.js'
import { isClosed, readFirstRecord } from './journal.js'
import type { JournalLine } from './journal-entry.js'
import { listRuns, runDirectory, stateDirectory } from './state-directory.js'

export interface Place {
  readonly path: string
  readonly id: string
}

/** A run whose journal says nowhere that it is closed. */
export interface CandidateRun {
  readonly stateDir: string
  /** The state directory, if it is not the default. */
  readonly named: string | undefined
  readonly run: string
  /** The first record of its journal; null: there is none. */
  readonly first: JournalLine | null
}

/**
 * The runs on this directory that may be open, the newest first. Reads little, as `check` asks each time. The one before
 * a closed one is closed: svreset sees to that.
 */
export function* candidateRuns(
  here: Place,
  named: string | undefined,
  environment: NodeJS.ProcessEnv,
): Generator<CandidateRun> {
  for (const stateDir of stateDirectories(named, environment)) {
    for (const run of listRuns(stateDir).reverse()) {
      const journal = `${runDirectory(stateDir, run)}/journal.jsonl`
      const first = readFirstRecord(journal)
      if (first?.event === 'started' && !isOn(first.svscanDirectory, here)) continue
      if (isSurelyClosed(journal)) break
      yield { stateDir, named, run, first }
    }
  }
}

/** Whoever is not root looks into root's, too, where that may be read. */
function stateDirectories(named: string | undefined, environment: NodeJS.ProcessEnv): string[] {
  const own = directoryOf(named, environment)
  return [...new Set([...own, ...(named === undefined ? directoryOf(rootsOwn, environment) : [])])]
}

const rootsOwn = '/var/lib/svreset'

function directoryOf(named: string | undefined, environment: NodeJS.ProcessEnv): string[] {
  try {
    return [stateDirectory(named, environment)]
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

function isSurelyClosed(journal: string): boolean {
  try {
    return isClosed(journal)
  } catch {
    return false
  }
}
