import { vocabulary } from '../actions/index.js'
import type { Conversation, ExpectedPlan, RunOptions } from '../contract/options.js'
import type { Runbook } from '../contract/runbook.js'
import type { StepResult } from '../contract/step-result.js'
import { fromSnapshot } from '../journal/snapshot.js'
import { refuseIfUnfinished } from '../journal/unfinished.js'
import { onlyNeeded } from '../repair/only-needed.js'
import { makePlan } from '../runbook/plan/plan.js'
import { observe } from '../system/observe.js'
import { requireTrustedState } from '../system/trust.js'
import { planDryRun } from './dry-run.js'
import { findProgram } from './guard/programs.js'
import { refuseIfTooMany, refuseIfUnsafe } from './guard/refusals.js'
import { makeContext } from './make-context.js'
import { planChanges, refuseChangedPlan } from './saved-plan/plan-changes.js'
import { type PlannedRun, toSavedPlan } from './saved-plan/saved-plan.js'
import { refuseToGoOn, type TakenUp, takeUp } from './steps/take-up.js'

/** All that is known before anything is done. */
export interface Prepared extends PlannedRun {
  /** The same as the context's: what steps have said, as they say it. */
  readonly results: Map<string, StepResult>
  /** What is left to be done of the runbook. */
  readonly runbook: Runbook
  /** What somebody else has changed since an earlier run was left. */
  readonly changes: readonly string[]
}

/** Looks, plans, and refuses what cannot be done safely. Touches nothing. */
export async function prepare(
  runbook: Runbook,
  options: RunOptions,
  { svscanDirectory, stateDir }: { readonly svscanDirectory: string; readonly stateDir: string },
  conversation: Conversation,
): Promise<Prepared> {
  const now = observe(svscanDirectory, { around: true })
  const resume = options.earlier?.resume ?? null
  const results = new Map<string, StepResult>(resume?.results)
  const initial = resume === null ? now : fromSnapshot(resume.snapshot, now)
  const context = await makeContext({ runbook, options, initial, now, conversation, results })
  const needed = context.repair === null ? runbook : onlyNeeded(runbook, context.repair.cures)
  const { rest, changes }: TakenUp =
    resume === null ? { rest: needed, changes: [] } : takeUp(needed, resume, context, now)
  if (changes.length > 0 && options.yes && !options.force) throw refuseToGoOn(changes)
  const plan =
    options.dryRun || options.expected !== null
      ? await planDryRun(rest, context, results, vocabulary, now)
      : makePlan(rest, context, vocabulary, now)
  if (options.expected !== null) requireExpected(options.expected, { now, context, plan }, options)
  refuseIfUnsafe(context, plan, findProgram)
  refuseIfTooMany(plan.blastRadius, options.maxInterrupt)
  if (options.earlier === null) {
    requireTrustedState(stateDir, options.trustedUids)
    refuseIfUnfinished(stateDir, options.trustedUids, now.svscanDirectory, options.stateDir)
  }
  return { now, context, results, runbook: rest, changes, plan }
}

function requireExpected({ file, plan }: ExpectedPlan, prepared: PlannedRun, options: RunOptions): void {
  const changes = planChanges(plan, toSavedPlan(prepared, options), prepared.now)
  if (changes.length > 0) throw refuseChangedPlan(file, changes)
}
