import { glance } from '../check/glance.js'
import type { CommandContext } from '../contract/command-context.js'
import type { RunEnd } from '../contract/events.js'
import type { Finding } from '../contract/finding.js'
import type { Conversation, RunOptions } from '../contract/options.js'
import type { Plan } from '../contract/plan.js'
import { PlanAnew } from '../contract/questions.js'
import type { Runbook } from '../contract/runbook.js'
import { ExitCode } from '../errors.js'
import { newRunId, stateDirectory } from '../journal/state-directory.js'
import { sumOf } from '../runbook/plan/plan-sum.js'
import type { HeldDirectory } from '../system/held-directory.js'
import { observe } from '../system/observe.js'
import { requireOwnRoot } from '../system/own-root.js'
import { lockSvscanDirectory } from './guard/lock.js'
import { holdSvscanDirectory } from './guard/recorded-directory.js'
import { type Prepared, prepare } from './prepare/prepare.js'
import { howToApply } from './saved-plan/how-to-apply.js'
import { toSavedPlan } from './saved-plan/saved-plan.js'
import { writePlan } from './saved-plan/write-plan.js'
import { openRun } from './session/open-run.js'
import { linksState } from './steps/close-run.js'
import { runSteps } from './steps/run-steps.js'

/** Locks, looks, plans, refuses or confirms, carries out, and reports how the run ended. Returns the exit code. */
export async function startRun(
  runbook: Runbook,
  options: RunOptions,
  conversation: Conversation,
  command: CommandContext,
): Promise<number> {
  const stateDir = stateDirectory(options.stateDir, command.environment)
  const directory = holdSvscanDirectory(options)
  try {
    requireOwnRoot(directory.path)
    if (!options.dryRun) lockSvscanDirectory(directory)
    for (;;) {
      const prepared = await prepare(runbook, options, { directory, stateDir }, conversation)
      if (options.dryRun) return showOnly(prepared, options, conversation)
      const found = await foundAtStart(prepared, options, directory)
      const run = openRun({ ...prepared, found, options, conversation, command, stateDir, directory })
      try {
        return await run.finish(await runSteps(run.input, run.runEnvironment, run.done))
      } catch (error) {
        if (!(error instanceof PlanAnew)) throw error
      } finally {
        run.close()
      }
    }
  } finally {
    directory.close()
  }
}

/** A repair has looked before, and a run that is taken up has noted this when it began. */
async function foundAtStart(
  { now, context }: Prepared,
  { earlier }: RunOptions,
  directory: HeldDirectory,
): Promise<readonly Finding[]> {
  if (earlier !== null || context.repair !== null) return []
  const look = () => observe(directory.path, { around: true, closely: true, through: directory.at() })
  return (await glance(now, look, false)).findings
}

function showOnly(prepared: Prepared, options: RunOptions, conversation: Conversation): number {
  const { plan, changes, notes, context, now } = prepared
  const { out } = options
  if (out !== null) writePlan(out, toSavedPlan(prepared, options))
  const run = newRunId(new Date())
  const shown = withNotes(plan, [...notes, ...changes])
  conversation.show({ event: 'run-started', run, plan: shown, dryRun: true, last: null }, context)
  const exitCode =
    options.detailedExitCode && sumOf(plan).changesSomething ? ExitCode.somethingToDo : ExitCode.done
  const end: RunEnd = {
    ...{ run, status: 'done', exitCode, manifest: null, outcome: null, effect: null },
    ...linksState(now, context),
    next: out === null ? '' : howToApply(out, options.trustedUids),
  }
  conversation.show({ event: 'run-finished', end }, context)
  return exitCode
}

/** A dry run shows these ways where a real run would ask. */
function withNotes(plan: Plan, changes: readonly string[]): Plan {
  const steps = plan.steps.map((step, index) =>
    index === 0 ? { ...step, notes: [...changes, ...step.notes] } : step,
  )
  return { ...plan, steps }
}
