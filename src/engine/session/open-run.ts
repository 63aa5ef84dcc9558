import { vocabulary } from '../../actions/index.js'
import type { CommandContext } from '../../contract/command-context.js'
import type { RunEvent } from '../../contract/events.js'
import type { Finding } from '../../contract/finding.js'
import type { Operation } from '../../contract/operation.js'
import type { Conversation, RunOptions } from '../../contract/options.js'
import { ExitCode, UserError } from '../../errors.js'
import { effectOf } from '../../journal/effect.js'
import type { JournalEntry, ServiceChange } from '../../journal/journal-entry.js'
import { findLastTime } from '../../journal/last-time.js'
import { noteAdvised } from '../../journal/noted-findings.js'
import { operatorWords } from '../../journal/operator-words.js'
import { toSnapshot } from '../../journal/snapshot.js'
import { newRunId } from '../../journal/state-directory.js'
import { linksBy } from '../../runbook/operations/table.js'
import type { HeldDirectory } from '../../system/held-directory.js'
import { observe } from '../../system/observe.js'
import { readLog } from '../../system/surroundings/read-log.js'
import { checkAgain } from '../end/check-again.js'
import { detourNow } from '../end/detour.js'
import { describeEnd } from '../end/run-end.js'
import { untilBack } from '../end/until-back.js'
import { releaseHolds } from '../operations/effects.js'
import { type LinkPlace, removeUnfinishedLink } from '../operations/links.js'
import type { Prepared } from '../prepare/prepare.js'
import { closeRun } from '../steps/close-run.js'
import type { RunEnvironment, RunInput, StepsEnd } from '../steps/step-run.js'
import { autoConfirmExceptAlways } from './auto-confirm.js'
import { breakerOf } from './break-on-purpose.js'
import { whoRuns } from './describe-session.js'
import { looks } from './looks.js'
import { earlierRunFiles, newRunFiles } from './run-files.js'
import { listenForSignals } from './signals.js'
import { syslogOf } from './syslog.js'
import { watchServices } from './watch-services.js'

interface PreparedRun extends Prepared {
  readonly options: RunOptions
  readonly conversation: Conversation
  readonly command: CommandContext
  readonly stateDir: string
  readonly directory: HeldDirectory
  /** What was found before anything was done; of a run that is taken up: nothing. */
  readonly found: readonly Finding[]
}

/** A run that may begin: its files, its signals, and the party that answers questions. */
export interface OpenRun {
  readonly input: RunInput
  readonly runEnvironment: RunEnvironment
  /** Every operation so far, first those of the run that is resumed. */
  readonly done: Operation[]
  /** Records and reports how the run ended. Returns the exit code. */
  finish(end: StepsEnd): Promise<number>
  /** Releases whatever the run held, however it ended. */
  close(): void
}

/** Throws a UserError if nobody can confirm. Carries out nothing of a plan. */
export function openRun({
  options,
  conversation,
  command,
  stateDir,
  directory,
  found,
  ...prepared
}: PreparedRun): OpenRun {
  const { runbook, changes, notes, context, results, plan, now } = prepared
  const person = conversation.questions(context)
  const questions = options.yes ? autoConfirmExceptAlways(plan, person) : person
  if (questions === null) throw nobodyToAsk(conversation)
  const { earlier } = options
  const run = earlier?.run ?? newRunId(new Date())
  const doneBefore = earlier?.resume?.done ?? []
  const place: LinkPlace = {
    directory,
    run,
    links: [...context.links, ...doneBefore.flatMap(each => linksBy('make', each))],
  }
  removeUnfinishedLink(place)
  let step = ''
  const asked = new Set(runbook.steps.flatMap(({ asks }) => asks))
  const tellSyslog = syslogOf(run, plan, operatorWords(whoRuns(command.environment)))
  const emit = (event: RunEvent) => {
    if (event.event === 'step-started') step = event.step.id
    // An undo is no step of the runbook, and begins with saying so.
    if (event.event === 'note') step = event.step
    tellSyslog(event)
    conversation.show(event, context)
  }
  const signals = listenForSignals(command)
  const shared = {
    ...{ run, plan, context, place, command, emit },
    currentStep: () => step,
    isAsked: (id: string) => asked.has(id),
    // An operation that waits is short. Whether the terminal has gone is checked after it.
    checkInterrupted: () => signals.check(true),
  }
  const files =
    earlier === null
      ? newRunFiles({ ...shared, stateDir, findings: context.repair?.findings ?? found })
      : earlierRunFiles({ ...shared, manifest: earlier.manifest, resumed: earlier.resume !== null })
  const last = findLastTime(stateDir, runbook.name, context.initial.svscanDirectory)
  emit({ event: 'run-started', run, plan, dryRun: false, last })
  const input: RunInput = {
    ...{ runbook, changes, plan, plannedOn: now, context, vocabulary, results, doneBefore },
    notes: options.yes ? [...notes, ...changes] : notes,
    closing: earlier !== null && earlier.resume === null ? 'restored' : 'done',
  }
  const { journal } = files
  const watch = watchServices(context.initial, earlierChanges(files.recorded))
  const note = (changes: readonly ServiceChange[]) => {
    if (changes.length > 0) journal.write({ event: 'services', changes })
  }
  const runEnvironment: RunEnvironment = {
    ...looks(around => {
      const system = observe(directory.path, { ...around, through: directory.at() })
      note(watch.saw(system))
      return system
    }),
    readLog,
    questions,
    thinking: { spent: 0 },
    operationEnvironment: files.operationEnvironment,
    ...{ journal, emit },
    checkInterrupted: signals.check,
    hungUp: signals.hungUp,
    ...(options.broken === undefined ? {} : { breakOnPurpose: breakerOf(options.broken) }),
  }
  const done = [...input.doneBefore]
  return {
    ...{ input, runEnvironment, done },
    async finish(stepsEnd) {
      await untilBack(input, runEnvironment, stepsEnd)
      const result = closeRun(input, runEnvironment, done, stepsEnd)
      const { outcome, findings, left } = await checkAgain(context, result, runEnvironment)
      note(watch.saw(left, true))
      const { status, links } = result
      const end = describeEnd(run, result, files.manifest(), earlier, outcome, {
        initial: context.initial,
        stateDir: options.stateDir,
        detour: detourNow(directory),
      })
      const { exitCode } = end
      const after = { left: toSnapshot(left), findings: noteAdvised(findings) }
      journal.write({ event: 'ended', status, exitCode, links, ...after })
      emit({ event: 'run-finished', end: { ...end, effect: effectOf(run, files.recorded) } })
      return exitCode
    },
    close() {
      releaseHolds(files.operationEnvironment.holds)
      journal.close()
      signals.stop()
    },
  }
}

function nobodyToAsk({ cannotAsk }: Conversation): UserError {
  return new UserError(ExitCode.refused, 'unable to ask for confirmation', {
    reason: `${cannotAsk}, and --yes was not given`,
    next: 'look at the plan with --dry-run, then run the command at a terminal or with --yes',
  })
}

function earlierChanges(entries: readonly JournalEntry[]): ServiceChange[] {
  return entries.flatMap(entry => (entry.event === 'services' ? entry.changes : []))
}
