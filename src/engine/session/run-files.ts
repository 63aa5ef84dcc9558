import { constants, openSync } from 'node:fs'
import { posix } from 'node:path'
import type { RunEvent } from '../../contract/events.js'
import type { Finding } from '../../contract/finding.js'
import { UserError } from '../../errors.js'
import { type Journal, openJournal, readWholeLines } from '../../journal/journal.js'
import { type JournalEntry, journalSchema } from '../../journal/journal-entry.js'
import { formatManifest, type Manifest } from '../../journal/manifest.js'
import { noteAll } from '../../journal/noted-findings.js'
import { formatRestoreScript } from '../../journal/restore-script.js'
import { toSnapshot } from '../../journal/snapshot.js'
import {
  createRunDirectory,
  exists,
  isRunId,
  nextSequence,
  runDirectory,
  syncDirectory,
  writeDurably,
} from '../../journal/state-directory.js'
import type { RecordedLink } from '../../system/link-record.js'
import { boundedText } from '../../text/bounded-output.js'
import type { OperationEnvironment } from '../operations/effects.js'
import type { LinkPlace } from '../operations/links.js'
import { describeSession, type SessionFacts } from './describe-session.js'
import { forgiving, lazyJournal, noJournal, remembering } from './journals.js'

export interface RunFiles {
  readonly operationEnvironment: OperationEnvironment
  readonly journal: Journal
  /** The path of the manifest once it is written. */
  manifest(): string | null
  /** Every entry of the journal so far: also those of the sessions before this one. */
  readonly recorded: readonly JournalEntry[]
}

interface Shared extends SessionFacts {
  readonly run: string
  readonly place: LinkPlace
  emit(event: RunEvent): void
  currentStep(): string
  /** Whether another step asks for what this one says. */
  isAsked(step: string): boolean
  checkInterrupted(): void
}

/** Files of a new run. Nothing is created before the first operation is recorded, so a declined run leaves no trace. */
export function newRunFiles(
  options: Shared & { readonly stateDir: string; readonly findings: readonly Finding[] },
): RunFiles {
  const { run, stateDir, plan, context } = options
  const directory = runDirectory(stateDir, run)
  const session = describeSession(options)
  const recorded: JournalEntry[] = []
  let sequence = 0
  const { manifest, write } = manifestWriter(options, directory, () => sequence)
  const journal = lazyJournal(() => {
    createRunDirectory(stateDir, run)
    sequence = nextSequence(stateDir)
    const opened = remembering(openJournal(`${directory}/journal.jsonl`), recorded)
    const { path, id } = context.initial.svscanDirectory
    opened.write({
      event: 'started',
      run,
      schema: journalSchema,
      sequence,
      runbook: { ...plan.runbook, parameters: context.parameters },
      svscanDirectory: { path, id },
      ...session,
    })
    opened.write({
      event: 'snapshot',
      snapshot: toSnapshot(context.initial),
      restart: context.restart,
      ...(context.repair === null ? {} : { repair: context.repair }),
      findings: noteAll(options.findings),
    })
    syncDirectory(directory)
    return opened
  })
  return {
    ...{ manifest, journal, recorded },
    operationEnvironment: makeOperationEnvironment(options, directory, journal, write),
  }
}

function stateDirOf(runDirectory: string): string {
  return posix.dirname(posix.dirname(runDirectory))
}

/** `sequence`: as far as the run has one already. */
function manifestWriter(options: Shared, directory: string, sequence: () => number) {
  const path = `${directory}/manifest.yaml`
  let written = exists(path)
  return {
    manifest: () => (written ? path : null),
    write(links: readonly RecordedLink[]): void {
      if (written) throw new Error('the run already has its manifest')
      const { run, context, place } = options
      const { host, bootId, svscanDirectory, time } = context.initial
      const value: Manifest = {
        ...{ run, sequence: sequence(), host, bootId, links, services: context.services },
        created: new Date(time).toISOString(),
        operator: describeSession(options).operator,
        serviceDirectory: svscanDirectory.path,
        identity: place.directory.identity,
      }
      writeDurably(path, formatManifest(value), 0o600)
      writeDurably(`${directory}/restore.sh`, formatRestoreScript(value), 0o700)
      syncDirectory(directory)
      written = true
    },
  }
}

/** Files of an earlier run that is resumed or restored. If there is only a manifest, there is no journal to continue. */
export function earlierRunFiles(
  options: Shared & { readonly manifest: string; readonly resumed: boolean },
): RunFiles {
  const path = `${posix.dirname(options.manifest)}/journal.jsonl`
  // The links matter more than a record of putting them back, so a journal that cannot be written does not stop that.
  const recorded = entriesOf(path)
  const earlier = lazyJournal(() => {
    const opened = remembering(openJournal(path), recorded)
    try {
      opened.write({ event: options.resumed ? 'resumed' : 'restoring', ...describeSession(options) })
    } catch (error) {
      opened.close()
      throw error
    }
    return opened
  }, true)
  // If the journal of the run was lost, a new one is begun in its place: otherwise nobody could ever close the run.
  const belongs = exists(path) || isRunId(posix.basename(posix.dirname(path)))
  const journal = options.resumed ? earlier : belongs ? forgiving(earlier) : noJournal
  const directory = posix.dirname(options.manifest)
  const { manifest, write } = manifestWriter(options, directory, () => nextSequence(stateDirOf(directory)))
  return {
    ...{ manifest, journal, recorded },
    operationEnvironment: makeOperationEnvironment(options, directory, journal, write),
  }
}

function entriesOf(journal: string): JournalEntry[] {
  try {
    return [...readWholeLines(journal)]
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

function makeOperationEnvironment(
  options: Shared,
  directory: string,
  journal: Journal,
  record: OperationEnvironment['writeManifest'],
): OperationEnvironment {
  return {
    place: options.place,
    holds: new Set(),
    writeManifest: record,
    ranCommand(outcome) {
      const { argv, exitCode, durationMs, output } = outcome
      const step = options.currentStep()
      // The intent has the whole argv, which may name a thousand directories.
      journal.write({
        event: 'command',
        step,
        argv: argv.slice(0, 2),
        exitCode,
        durationMs,
        // Who takes the run up again needs the whole of what another step asks for.
        output: options.isAsked(step) ? output : boundedText(output, 4096),
      })
      options.emit({ event: 'command', step, outcome })
    },
    checkInterrupted: options.checkInterrupted,
    unreadLines: {
      directory,
      open: name =>
        openSync(`${directory}/${name}`, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o600),
      say: text => options.emit({ event: 'note', step: options.currentStep(), text }),
    },
  }
}
