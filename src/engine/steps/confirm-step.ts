import type { StepError } from '../../contract/events.js'
import type { PlannedStep } from '../../contract/plan.js'
import { PlanAnew, type StepAnswer } from '../../contract/questions.js'
import { UserError } from '../../errors.js'
import { makePlan, planStep } from '../../runbook/plan/plan.js'
import type { System } from '../../system/system.js'
import { describeAstray } from '../end/detour.js'
import { ask } from './ask.js'
import type { Baseline } from './baseline.js'
import { differences } from './differences.js'
import { pause } from './pause.js'
import { standingOf } from './standing.js'
import { notKnown, StepFailed } from './step-failed.js'
import { numberOf, type StepRun } from './step-run.js'
import { linksWent } from './undo.js'

/** What the operator has agreed to, and what that depends on. */
export interface ConfirmedPlan {
  /** By the index of the step; undefined: anything. */
  readonly promises: (PlannedStep | undefined)[]
  readonly baseline: Baseline
}

export interface Attempt {
  readonly planned: PlannedStep
  readonly system: System
  /** What differs from the agreement; or that the step is not wanted. */
  readonly changes: 'skip' | readonly string[]
  /** Why it cannot be told whether, or how, the step is to be done; null: it can. */
  readonly blocked: StepError | null
}

/** Milliseconds: longer than it takes if nobody is asked, shorter than any person. The system must still be as it was shown. */
const lookLasts = 5

/**
 * Looks right before the step: is everything as it was when the plan was made? Asks, and looks again after the answer,
 * until the confirmed plan is the one that is carried out. `retried`: the plan that was confirmed and failed. A retry of
 * the very same plan needs no second confirmation.
 */
export async function confirmStep(
  run: StepRun,
  confirmedPlan: ConfirmedPlan,
  retried: PlannedStep | null,
): Promise<Attempt | 'keep' | 'undo'> {
  const { runEnvironment, done } = run
  let confirmed: PlannedStep | null = null
  for (;;) {
    // A signal becomes visible only after a turn of the event loop.
    await pause(0)
    runEnvironment.checkInterrupted(linksWent(done))
    const now = look(run)
    const changes = changesOf(run, confirmedPlan, confirmed, now)
    if (changes.length > 0) {
      const answer = await ask(run, questions =>
        questions.changed(changes, done.length === 0, standingOf(run, now.system)),
      )
      if (answer === 'fail') return { ...now, changes }
      if (answer !== 'go-on') return answer
      planAnew(run, confirmedPlan, now.system)
      runEnvironment.forget()
      confirmed = null
      continue
    }
    confirmedPlan.baseline.accept(now.system)
    // Nobody can say yes to what nobody knows.
    if (now.blocked !== null || confirmed !== null || isSame(retried, now)) return { ...now, changes }
    const asked = performance.now()
    const answer = await confirm(run, now)
    if (answer === 'keep' || answer === 'undo') return answer
    if (answer === 'skip') return { ...now, changes: 'skip' }
    if (performance.now() - asked < lookLasts) return { ...now, changes }
    confirmed = now.planned
    runEnvironment.forget()
  }
}

function isSame(retried: PlannedStep | null, { planned, system }: FreshPlan): boolean {
  return retried !== null && differences(retried, planned, system).length === 0
}

type FreshPlan = Pick<Attempt, 'system' | 'planned' | 'blocked'>

export function look({ runEnvironment, input, step, index }: StepRun): FreshPlan {
  const system = runEnvironment.lately()
  try {
    const planned = planStep(step, system, input.context, input.vocabulary)
    return { system, planned, blocked: planned.dependsOn === null ? null : notKnown(step, planned.dependsOn) }
  } catch (error) {
    const promised = input.plan.steps[index]
    if (!(error instanceof UserError) || promised === undefined) throw error
    return { system, planned: { ...promised, operations: [] }, blocked: StepFailed.from(error) }
  }
}

/** A plan that was made beforehand binds if it was exact. A plan that was shown and confirmed always binds. */
function changesOf(
  { index, runEnvironment }: StepRun,
  { promises, baseline }: ConfirmedPlan,
  confirmed: PlannedStep | null,
  { system, planned, blocked }: FreshPlan,
): string[] {
  const { directory } = runEnvironment.operationEnvironment.place
  const astray = directory.astray()
  if (astray !== null) return [describeAstray(directory.path, astray)]
  const promised = confirmed ?? (promises[index]?.fidelity === 'exact' ? promises[index] : undefined)
  const changes = baseline.changes(system, promised?.operations)
  if (changes.length > 0 || blocked !== null) return changes
  return promised === undefined ? [] : differences(promised, planned, system)
}

/**
 * The operator has seen the changes and continues: they are the new baseline. If nothing has been done yet, the whole run
 * starts again, because everything in it depends on what it found at its start.
 */
function planAnew({ input, index, done }: StepRun, { promises, baseline }: ConfirmedPlan, now: System): void {
  if (done.length === 0) throw new PlanAnew()
  const steps = input.runbook.steps.slice(index)
  const rest = makePlan({ ...input.runbook, steps }, input.context, input.vocabulary, now)
  promises.splice(index, steps.length, ...rest.steps)
  baseline.accept(now)
}

async function confirm(run: StepRun, { planned, system }: FreshPlan): Promise<StepAnswer> {
  if (planned.confirm === false || planned.ruledOut || hasNothingToDo(planned)) return 'run'
  const { index, of } = numberOf(run.input, run.index)
  const standing = standingOf(run, system)
  return ask(run, questions => questions.step(planned, index, of, standing))
}

export function hasNothingToDo(planned: PlannedStep): boolean {
  return planned.operations.length === 0 && planned.effect !== 'read'
}
