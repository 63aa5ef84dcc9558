import type { ActionInputs } from '../../contract/action.js'
import { restartAction } from '../../contract/action.js'
import type { RunContext } from '../../contract/context.js'
import type { Operation } from '../../contract/operation.js'
import type { Plan, PlannedStep } from '../../contract/plan.js'
import type { Effect, Runbook, Step, Task } from '../../contract/runbook.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import type { System } from '../../system/system.js'
import { NotYetKnown, resolveText } from '../language/references.js'
import { blastRadius } from './blast-radius.js'
import { batchesOf, type Item } from './items.js'
import { predict } from './predict.js'
import { resolveTask } from './tasks.js'

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
  return {
    runbook: { name, title, digest, file },
    svscanDirectory,
    restart: context.restart,
    restarts: restartsSvscan(runbook),
    steps,
    blastRadius: blastRadius(steps, now, context.restart.patience),
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
  const { operations, notes, fidelity, why } = planOrAdmit(step, batches, system, context, vocabulary)
  const effect = effectOf(step, vocabulary)
  return {
    ...{ id, name, description, allowSkip, effect, operations, notes, fidelity, why },
    confirm: confirmation(step, effect, batches.flat()),
    ruledOut: step.when !== null && batches.length === 0,
  }
}

export function effectOf(step: Step, vocabulary: Vocabulary): Effect {
  if (step.effect !== null) return step.effect
  return step.task.kind === 'uses'
    ? (vocabulary.actions.get(step.task.action)?.effect ?? 'irreversible')
    : 'irreversible'
}

type Part = Pick<PlannedStep, 'operations' | 'notes' | 'fidelity' | 'why'>

function planOrAdmit(
  step: Step,
  batches: readonly (readonly Item[])[],
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): Part {
  try {
    const part = together(batches.map(batch => planItems(step, batch, system, context, vocabulary)))
    if (!batches.flat().some(({ wanted }) => wanted === 'unknown')) return part
    return { ...part, fidelity: 'unknown', why: 'this depends on a step that has not run yet' }
  } catch (error) {
    if (!(error instanceof NotYetKnown)) throw error
    return { operations: [], notes: [], fidelity: 'unknown', why: error.message }
  }
}

function together(parts: readonly Part[]): Part {
  const [first = { operations: [], notes: [], fidelity: 'exact', why: 'it has no items' } as Part] = parts
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
    return { operations: withUndo(resolved.operations), notes: [], fidelity: 'exact', why }
  }
  const { action, inputs } = resolved
  const planned = inputs.map(each => action.plan(system, context, each))
  return {
    operations: withUndo(unique(planned.flatMap(({ operations }) => operations))),
    notes: [...new Set(planned.flatMap(({ notes }) => notes ?? []))],
    ...action.planFidelity,
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

function confirmation({ confirm }: Step, effect: Effect, items: readonly Item[]): PlannedStep['confirm'] {
  if (confirm === null) return effect !== 'read'
  if (typeof confirm !== 'object') return confirm
  const [item] = items
  return { message: item === undefined ? confirm.message : resolveText(confirm.message, item.scope) }
}
