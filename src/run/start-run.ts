import { actions } from '../actions/index.js'
import type { CommandContext } from '../commands/context.js'
import type { Restart } from '../restart/method.js'
import type { Act, LinkRecord } from '../runbook/act.js'
import type { RunContext } from '../runbook/context.js'
import { makePlan, type Plan } from '../runbook/plan.js'
import type { Runbook } from '../runbook/runbook.js'
import type { StepResult } from '../runbook/step-result.js'
import type { Value } from '../runbook/value.js'
import { findServiceDirectory } from '../system/find-service-directory.js'
import { observe } from '../system/observe.js'
import { readLog } from '../system/surroundings/read-log.js'
import type { System } from '../system/system.js'
import { ExitCode, UserError } from '../user-error.js'
import { releaseHolds } from './acts/carry-out.js'
import { removeUnfinishedLink } from './acts/links.js'
import { assentBut } from './assent.js'
import type { RunEnd, RunEvent } from './events.js'
import { foresee } from './foresee.js'
import { lockServiceDirectory } from './guard/lock.js'
import { findProgram } from './guard/programs.js'
import { refuseIfUnsafe } from './guard/refusals.js'
import { requireTrustedState } from './guard/trust.js'
import { makeContext } from './make-context.js'
import type { Questions } from './questions.js'
import { findLastTime } from './record/last-time.js'
import { fromSeen, type Seen } from './record/seen.js'
import { newRunId, stateDirectory } from './record/state-directory.js'
import { refuseIfUnfinished } from './record/unfinished.js'
import { earlierRunFiles, newRunFiles } from './record/workshop.js'
import { describeEnd } from './run-end.js'
import { listenForSignals } from './signals.js'
import { linksState, performRun } from './steps/perform.js'
import { refuseToGoOn, type TakenUp, takeUp } from './steps/take-up.js'

/** What a run takes up again: the links of an earlier run's manifest, or (`resume`) all of it. */
export interface EarlierRun {
  readonly run: string
  readonly serviceDirectory: string
  readonly links: readonly LinkRecord[]
  readonly manifest: string
  /** null: only its links are put back. */
  readonly resume: {
    readonly seen: Seen
    readonly restart: Restart | null
    /** As they were then; null in journals of earlier versions. */
    readonly parameters: Readonly<Record<string, Value>> | null
    /** What its commands have said. */
    readonly results: ReadonlyMap<string, StepResult>
    /** Ids of the steps that are done. */
    readonly finished: ReadonlySet<string>
    /** Every act that was announced. */
    readonly done: readonly Act[]
    /** Those of them that the run may have died before. */
    readonly undecided: readonly Act[]
  } | null
}

export interface RunOptions {
  readonly dryRun: boolean
  readonly yes: boolean
  /** Goes on with an earlier run although the runbook, or the service directory, has been changed since. */
  readonly force: boolean
  readonly serviceDir: string | undefined
  readonly stateDir: string | undefined
  /** Of the runbook, each of its type. */
  readonly parameters: Readonly<Record<string, Value>>
  readonly restartMethod: string | undefined
  readonly trustedUids: readonly number[]
  /** null: the run is about the links that are there now. */
  readonly earlier: EarlierRun | null
}

/** How a run talks to whoever started it. */
export interface Conversation {
  show(event: RunEvent, context: RunContext): void
  /** null: there is nobody to ask. */
  questions(context: RunContext): Questions | null
}

/** Lock, look, plan, refuse or confirm, carry out, and say how it ended. Returns the exit code. */
export async function startRun(
  runbook: Runbook,
  options: RunOptions,
  conversation: Conversation,
  command: CommandContext,
): Promise<number> {
  const serviceDirectory = findServiceDirectory(options.serviceDir ?? options.earlier?.serviceDirectory)
  const unlock = options.dryRun ? () => {} : lockServiceDirectory(serviceDirectory)
  try {
    const now = observe(serviceDirectory, { around: true })
    const resume = options.earlier?.resume ?? null
    const results = new Map<string, StepResult>(resume?.results)
    const initial = resume === null ? now : fromSeen(resume.seen, now)
    const context = await makeContext({ runbook, options, initial, now, conversation, results })
    const { rest, changes }: TakenUp =
      resume === null ? { rest: runbook, changes: [] } : takeUp(runbook, resume, context, now)
    if (changes.length > 0 && options.yes && !options.force) throw refuseToGoOn(changes)
    const plan = options.dryRun
      ? await foresee(rest, context, results, actions, now)
      : makePlan(rest, context, actions, now)
    refuseIfUnsafe(context, plan, findProgram)
    const stateDir = stateDirectory(options.stateDir, command.environment)
    if (options.earlier === null) {
      requireTrustedState(stateDir, options.trustedUids)
      refuseIfUnfinished(stateDir, options.trustedUids, now.serviceDirectory)
    }
    return options.dryRun
      ? await showOnly(withNotes(plan, changes), context, now, conversation)
      : await reallyRun({
          runbook: rest,
          changes,
          options,
          conversation,
          command,
          context,
          results,
          plan,
          stateDir,
        })
  } finally {
    unlock()
  }
}

/** A dry run says it where a person would be asked. */
function withNotes(plan: Plan, changes: readonly string[]): Plan {
  const steps = plan.steps.map((step, index) =>
    index === 0 ? { ...step, notes: [...changes, ...step.notes] } : step,
  )
  return { ...plan, steps }
}

async function showOnly(
  plan: Plan,
  context: RunContext,
  now: System,
  conversation: Conversation,
): Promise<number> {
  const run = newRunId(new Date())
  conversation.show({ event: 'run-started', run, plan, dryRun: true, last: null }, context)
  const end: RunEnd = {
    run,
    status: 'done',
    exitCode: ExitCode.done,
    manifest: null,
    links: linksState(now, context),
    next: '',
  }
  conversation.show({ event: 'run-finished', end }, context)
  return ExitCode.done
}

interface RealRun {
  readonly runbook: Runbook
  readonly changes: readonly string[]
  readonly options: RunOptions
  readonly conversation: Conversation
  readonly command: CommandContext
  readonly context: RunContext
  readonly results: Map<string, StepResult>
  readonly plan: Plan
  readonly stateDir: string
}

async function reallyRun({
  runbook,
  changes,
  options,
  conversation,
  command,
  context,
  results,
  plan,
  stateDir,
}: RealRun): Promise<number> {
  const person = conversation.questions(context)
  const questions = options.yes ? assentBut(plan, person) : person
  if (questions === null) throw nobodyToAsk()
  removeUnfinishedLink(context.initial.serviceDirectory.path)
  const { earlier } = options
  const run = earlier?.run ?? newRunId(new Date())
  let step = ''
  const emit = (event: RunEvent) => {
    if (event.event === 'step-started') step = event.step.id
    conversation.show(event, context)
  }
  const shared = { run, plan, context, environment: command.environment, emit, currentStep: () => step }
  const files =
    earlier === null
      ? newRunFiles({ ...shared, stateDir })
      : earlierRunFiles({ ...shared, manifest: earlier.manifest, resumed: earlier.resume !== null })
  const signals = listenForSignals(command)
  const last = findLastTime(stateDir, runbook.name, context.initial.serviceDirectory)
  emit({ event: 'run-started', run, plan, dryRun: false, last })
  try {
    const performed = await performRun(
      {
        ...{ runbook, changes, plan, context, actions, results },
        closing: earlier !== null && earlier.resume === null ? 'restored' : 'done',
        doneBefore: earlier?.resume?.done ?? [],
      },
      {
        observe: around => observe(context.initial.serviceDirectory.path, around),
        readLog,
        questions,
        workshop: files.workshop,
        journal: files.journal,
        emit,
        checkInterrupted: signals.check,
        hungUp: signals.hungUp,
      },
    )
    emit({ event: 'run-finished', end: describeEnd(run, performed, files.manifest(), earlier) })
    return performed.exitCode
  } finally {
    releaseHolds(files.workshop.holds)
    files.journal.close()
    signals.stop()
  }
}

function nobodyToAsk(): UserError {
  return new UserError(ExitCode.refused, 'unable to ask for confirmation: there is no terminal', {
    reason: 'standard input or output is not a terminal, and --yes was not given',
    next: 'look at the plan with --dry-run, then run it at a terminal, or with --yes',
  })
}
