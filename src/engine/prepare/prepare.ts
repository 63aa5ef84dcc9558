import { posix } from 'node:path'
import { vocabulary } from '../../actions/index.js'
import type { Conversation, EarlierRun, ExpectedPlan, RunOptions } from '../../contract/options.js'
import type { Plan, Resumption } from '../../contract/plan.js'
import type { Runbook } from '../../contract/runbook.js'
import type { StepResult } from '../../contract/step-result.js'
import { ExitCode, UserError } from '../../errors.js'
import { findLastTime } from '../../journal/last-time.js'
import { fromSnapshot } from '../../journal/snapshot.js'
import { refuseIfUnfinished } from '../../journal/unfinished.js'
import { onlyNeeded } from '../../repair/triage.js'
import { asOrdered, blastRadius } from '../../runbook/plan/blast-radius.js'
import { makePlan } from '../../runbook/plan/plan.js'
import { programsOf, programsPlanned } from '../../runbook/plan/programs.js'
import type { HeldDirectory } from '../../system/held-directory.js'
import { observe } from '../../system/observe.js'
import { readOwnLimits } from '../../system/own-limits.js'
import { tryStat } from '../../system/read.js'
import { requireTrustedState } from '../../system/trust.js'
import { describeAstray } from '../end/detour.js'
import { refuseForeignGround, refuseOurGround } from '../guard/foreign-ground.js'
import { journalSize, refuseIfLimited } from '../guard/limits.js'
import { refuseIfMissing } from '../guard/programs.js'
import { refuseIfTooMany, refuseIfUnsafe } from '../guard/refusals.js'
import { planChanges, refuseChangedPlan } from '../saved-plan/plan-changes.js'
import { type PlannedRun, toSavedPlan } from '../saved-plan/saved-plan.js'
import { refuseToGoOn, type TakenUp, takeUp } from '../steps/take-up.js'
import { planDryRun } from './dry-run.js'
import { makeContext } from './make-context.js'

/** Everything that is known before anything is done. */
export interface Prepared extends PlannedRun {
  /** The same map as in the context: it grows with the results of the steps. */
  readonly results: Map<string, StepResult>
  /** The steps of the runbook that are left to do. */
  readonly runbook: Runbook
  /** What somebody else has changed since the earlier run was interrupted. */
  readonly changes: readonly string[]
  /** Notes to show before the first step. */
  readonly notes: readonly string[]
}

/** Looks, plans, and refuses what is not safe. Touches nothing. */
export async function prepare(
  runbook: Runbook,
  options: RunOptions,
  { directory, stateDir }: { readonly directory: HeldDirectory; readonly stateDir: string },
  conversation: Conversation,
): Promise<Prepared> {
  refuseIfAstray(directory)
  const now = observe(directory.path, {
    ...{ around: true, closely: true, stops: true },
    through: directory.at(),
  })
  refuseForeignGround(runbook, now)
  // Links that are out go back, whoever keeps the directory now.
  if (options.earlier === null) refuseOurGround(runbook, now)
  const { earlier } = options
  const resume = earlier?.resume ?? null
  const results = new Map<string, StepResult>(resume?.results)
  const before = resume?.snapshot ?? earlier?.before ?? null
  const initial = before === null ? now : fromSnapshot(before, now)
  const last = findLastTime(stateDir, runbook.name, now.svscanDirectory)
  const lastTook = last?.took ?? new Map<string, number>()
  const context = await makeContext({ runbook, options, initial, now, conversation, results, lastTook })
  const needed = context.repair === null ? runbook : onlyNeeded(runbook, context.repair.cures)
  const {
    rest,
    changes: since,
    before: steps,
  }: TakenUp = resume === null
    ? { rest: needed, changes: [], before: 0 }
    : takeUp(needed, resume, context, now)
  const changes = [...(earlier?.doubts ?? []), ...since]
  if (earlier !== null && changes.length > 0 && options.yes && !options.force)
    throw refuseToGoOn(earlier, changes)
  const made =
    options.dryRun || options.expected !== null
      ? await planDryRun(rest, context, results, vocabulary, now)
      : makePlan(rest, context, vocabulary, now)
  const plan =
    earlier === null || resume === null
      ? made
      : resumption(made, { earlier, leftOff: resume.leftOff, before: steps, changes }, directory)
  if (options.expected !== null) requireExpected(options.expected, { now, context, plan }, options)
  refuseIfMissing([...programsPlanned(plan), ...programsOf(rest, context, vocabulary)])
  refuseIfUnsafe(context, plan)
  refuseIfTooMany(plan.blastRadius, options.maxInterrupt)
  // To put links back needs little, and must not fail because of a limit.
  if (earlier === null || resume !== null)
    refuseIfLimited(journalSize(context, plan, journalOf(earlier)), readOwnLimits())
  if (earlier === null) {
    requireTrustedState(stateDir, options.trustedUids)
    refuseIfUnfinished(stateDir, options.trustedUids, now.svscanDirectory, options.stateDir)
  }
  return { now, context, results, runbook: rest, changes, notes: earlier?.notes ?? [], plan }
}

interface LeftBy extends Omit<Resumption, 'run'> {
  readonly earlier: EarlierRun
}

/** Also what runs without a link is interrupted: the run itself has taken the link out. */
function resumption(plan: Plan, { earlier, ...resumes }: LeftBy, directory: HeldDirectory): Plan {
  const now = observe(directory.path, { through: directory.at(), recorded: earlier.links ?? [] })
  const services = [...now.services, ...now.unlinked]
  return {
    ...plan,
    resumes: { run: earlier.run, ...resumes },
    blastRadius: asOrdered(blastRadius(plan.steps, { ...now, services }, plan.restart), plan.orders),
  }
}

function journalOf(earlier: RunOptions['earlier']): number {
  return earlier === null ? 0 : (tryStat(`${posix.dirname(earlier.manifest)}/journal.jsonl`)?.size ?? 0)
}

function requireExpected({ file, plan }: ExpectedPlan, prepared: PlannedRun, options: RunOptions): void {
  const changes = planChanges(plan, toSavedPlan(prepared, options), prepared.now)
  if (changes.length > 0) throw refuseChangedPlan(file, changes)
}

/** Somebody has moved the directory away since it was opened. */
function refuseIfAstray(directory: HeldDirectory): void {
  const astray = directory.astray()
  if (astray === null) return
  throw new UserError(ExitCode.refused, `unable to work on ${directory.path}`, {
    reason: describeAstray(directory.path, astray),
    next: 'put it back and run the command again, or name it with --service-dir DIR',
  })
}
