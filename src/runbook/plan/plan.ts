import type { ActionInputs } from '../../contract/action.js'
import { restartAction } from '../../contract/action.js'
import type { RunContext } from '../../contract/context.js'
import type { Operation } from '../../contract/operation.js'
import type { Plan, PlannedStep } from '../../contract/plan.js'
import type { Effect, Runbook, Step, Task } from '../../contract/runbook.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { standingOrders } from '../../system/service-record.js'
import type { System } from '../../system/system.js'
import { NotYetKnown, resolveText } from '../language/references.js'
import { asOrdered, blastRadius } from './blast-radius.js'
import { batchesOf, type Item } from './items.js'
import { killOf, slowStop } from './kill.js'
import { predict } from './predict.js'
import { resolveTask } from './tasks.js'
import { guarded } from './wrong-step.js'

/** Runbook × System → Plan. Each step is planned on the system as the steps before it should leave it. */
export function makePlan(
  runbook: Runbook,
  context: RunContext,
  vocabulary: Vocabulary,
  now: System = context.initial,
): Plan {
  let expected = now
  const steps: PlannedStep[] = []
  for (const step of runbook.steps) {
    const planned = planStep(step, expected, context, vocabulary)
    steps.push(planned)
    expected = predict(expected, planned.operations, context.initial)
  }
  const { name, title, digest, file } = runbook
  const svscanDirectory = context.initial.svscanDirectory.path
  const orders = restartsSvscan(runbook) ? standingOrders(context.services) : []
  return {
    runbook: { name, title, digest, file },
    svscanDirectory,
    restart: context.restart,
    restarts: restartsSvscan(runbook),
    steps,
    orders,
    blastRadius: asOrdered(blastRadius(steps, now, context.restart, slowStop(steps, context)), orders),
    resumes: null,
  }
}

export function restartsSvscan({ steps }: Pick<Runbook, 'steps'>): boolean {
  return steps.some(({ task }) => restartOf(task) !== null)
}

/** The inputs of the action that starts svscan again; null: the task is another one. */
export function restartOf(task: Task): ActionInputs | null {
  return task.kind === 'uses' && task.action === restartAction ? task.with : null
}

/** Whether the plan stops anything. Putting links back needs no svscan and interrupts nothing. */
export function stopsThings(plan: Plan): boolean {
  return plan.steps.some(({ effect }) => effect === 'irreversible')
}

/** The same for one step, on the system as it is right before the step runs. */
export function planStep(
  step: Step,
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): PlannedStep {
  const { id, name, description, allowSkip } = step
  const batches = batchesOf(step, context, vocabulary)
  const part = planOrAdmit(step, batches, system, context, vocabulary)
  const effect = effectOf(step, vocabulary)
  const { confirm, dependsOn } = confirmation(step, effect, batches.flat())
  return {
    ...{ id, name, description, allowSkip, effect },
    ...part,
    kill: part.dependsOn === null ? killOf(step, batches.flat(), system, context, vocabulary) : null,
    dependsOn: part.dependsOn ?? dependsOn,
    confirm,
    ruledOut: step.when !== null && batches.length === 0,
  }
}

export function effectOf(step: Step, vocabulary: Vocabulary): Effect {
  if (step.effect !== null) return step.effect
  return step.task.kind === 'uses'
    ? (vocabulary.actions.get(step.task.action)?.effect ?? 'irreversible')
    : 'irreversible'
}

type Part = Pick<PlannedStep, 'operations' | 'notes' | 'fidelity' | 'why' | 'dependsOn'>

function planOrAdmit(
  step: Step,
  batches: readonly (readonly Item[])[],
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): Part {
  try {
    const part = together(batches.map(batch => planItems(step, batch, system, context, vocabulary)))
    const dependsOn = batches.flat().find(({ wanted }) => wanted === null)?.dependsOn ?? null
    if (dependsOn === null) return part
    return { ...part, fidelity: 'unknown', why: 'this depends on a step that has not run yet', dependsOn }
  } catch (error) {
    if (!(error instanceof NotYetKnown)) throw error
    return { operations: [], notes: [], fidelity: 'unknown', why: error.message, dependsOn: error.step }
  }
}

function together(parts: readonly Part[]): Part {
  const [
    first = {
      ...{ operations: [], notes: [], fidelity: 'exact', dependsOn: null },
      why: 'it has no items',
    } as Part,
  ] = parts
  return {
    ...first,
    operations: parts.flatMap(({ operations }) => operations),
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
  }
}

/** The plan for these items. Throws NotYetKnown. */
export function planItems(
  step: Step,
  items: readonly Item[],
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): Part {
  const resolved = resolveTask(step.task, step, items, context, vocabulary)
  const withUndo = (operations: readonly Operation[]) =>
    operations.length === 0
      ? operations
      : [...undoOperations(step, items, system, context, vocabulary), ...operations]
  if (resolved.kind === 'operations') {
    const why = step.forEach === null ? 'the runbook gives the command' : 'the directories exist now'
    return { operations: withUndo(resolved.operations), notes: [], fidelity: 'exact', why, dependsOn: null }
  }
  const { action, inputs } = resolved
  const planned = inputs.map(each => action.plan(system, context, each))
  return {
    operations: withUndo(unique(planned.flatMap(({ operations }) => operations))),
    notes: [...new Set(planned.flatMap(({ notes }) => notes ?? []))],
    ...action.planFidelity,
    dependsOn: null,
  }
}

/** Operations that several items share are done once: one wait for svscan's next scan, one order to a log. */
function unique(operations: readonly Operation[]): Operation[] {
  return [...new Map(operations.map(operation => [JSON.stringify(operation), operation])).values()]
}

/** The operations of the step's own `undo`. They are recorded beside its operations, before these are done. */
function undoOperations(
  { undo, ...step }: Step,
  items: readonly Item[],
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): Operation[] {
  if (undo === null) return []
  const { operations } = planItems({ ...step, undo: null, task: undo }, items, system, context, vocabulary)
  return [{ kind: 'undo-by', operations }]
}

/** Until it is known what the question is about, it stands as it is written. */
function confirmation(
  step: Step,
  effect: Effect,
  [item]: readonly Item[],
): Pick<PlannedStep, 'confirm' | 'dependsOn'> {
  const { confirm } = step
  if (confirm === null) return { confirm: effect !== 'read', dependsOn: null }
  if (typeof confirm !== 'object' || item === undefined) return { confirm, dependsOn: null }
  try {
    const message = guarded(step, 'confirm', () => resolveText(confirm.message, item.scope))
    return { confirm: { message }, dependsOn: null }
  } catch (error) {
    if (!(error instanceof NotYetKnown)) throw error
    return { confirm, dependsOn: error.step }
  }
}
