import { vocabulary } from '../actions/index.js'
import type { CommandContext } from '../contract/command-context.js'
import type { RunEvent } from '../contract/events.js'
import type { Conversation, RunOptions } from '../contract/options.js'
import { ExitCode, UserError } from '../errors.js'
import { findLastTime } from '../journal/last-time.js'
import { toSnapshot } from '../journal/snapshot.js'
import { newRunId } from '../journal/state-directory.js'
import { observe } from '../system/observe.js'
import { readLog } from '../system/surroundings/read-log.js'
import { autoConfirmExceptAlways } from './auto-confirm.js'
import { checkAgain } from './check-again.js'
import { releaseHolds } from './operations/carry-out.js'
import { removeUnfinishedLink } from './operations/links.js'
import type { Prepared } from './prepare.js'
import { describeEnd } from './run-end.js'
import { earlierRunFiles, newRunFiles } from './run-files.js'
import { listenForSignals } from './signals.js'
import { runPlan } from './steps/run-steps.js'

interface PreparedRun extends Prepared {
  readonly options: RunOptions
  readonly conversation: Conversation
  readonly command: CommandContext
  readonly stateDir: string
}

/** Carries the plan out. Returns the exit code; throws PlanAnew where the operator wants that, and nothing was done. */
export async function executeRun({
  options,
  conversation,
  command,
  stateDir,
  ...prepared
}: PreparedRun): Promise<number> {
  const { runbook, changes, context, results, plan, now } = prepared
  const person = conversation.questions(context)
  const questions = options.yes ? autoConfirmExceptAlways(plan, person) : person
  if (questions === null) throw nobodyToAsk(conversation)
  removeUnfinishedLink(context.initial.svscanDirectory.path)
  const { earlier } = options
  const run = earlier?.run ?? newRunId(new Date())
  let step = ''
  const emit = (event: RunEvent) => {
    if (event.event === 'step-started') step = event.step.id
    conversation.show(event, context)
  }
  const signals = listenForSignals(command)
  const shared = {
    ...{ run, plan, context, environment: command.environment, emit },
    currentStep: () => step,
    // An act that waits is short: a terminal that goes away is looked at after it.
    checkInterrupted: () => signals.check(true),
  }
  const files =
    earlier === null
      ? newRunFiles({ ...shared, stateDir })
      : earlierRunFiles({ ...shared, manifest: earlier.manifest, resumed: earlier.resume !== null })
  const last = findLastTime(stateDir, runbook.name, context.initial.svscanDirectory)
  emit({ event: 'run-started', run, plan, dryRun: false, last })
  try {
    const performed = await runPlan(
      {
        ...{ runbook, changes, plan, plannedOn: now, context, vocabulary, results },
        closing: earlier !== null && earlier.resume === null ? 'restored' : 'done',
        doneBefore: earlier?.resume?.done ?? [],
      },
      {
        observe: around => observe(context.initial.svscanDirectory.path, around),
        readLog,
        questions,
        operationEnvironment: files.operationEnvironment,
        journal: files.journal,
        emit,
        checkInterrupted: signals.check,
        hungUp: signals.hungUp,
      },
    )
    const outcome = await checkAgain(context, performed)
    const end = describeEnd(run, performed, files.manifest(), earlier, outcome, options.stateDir)
    const { status, exitCode, links } = end
    files.journal.write({ event: 'ended', status, exitCode, links, left: toSnapshot(performed.left) })
    emit({ event: 'run-finished', end })
    return end.exitCode
  } finally {
    releaseHolds(files.operationEnvironment.holds)
    files.journal.close()
    signals.stop()
  }
}

function nobodyToAsk({ cannotAsk }: Conversation): UserError {
  return new UserError(ExitCode.refused, 'unable to ask for confirmation', {
    reason: `${cannotAsk}, and --yes was not given`,
    next: 'look at the plan with --dry-run, then run it at a terminal, or with --yes',
  })
}
