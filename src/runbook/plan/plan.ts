import type { Given } from '../../contract/action.js'
import { restartAction } from '../../contract/action.js'
import type { RunContext } from '../../contract/context.js'
import type { Act } from '../../contract/operation.js'
import type { Plan, PlannedStep } from '../../contract/plan.js'
import type { Effect, Runbook, Step, Task } from '../../contract/runbook.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import type { System } from '../../system/system.js'
import { NotYetKnown, resolveText } from '../language/references.js'
import { blastRadius } from './blast-radius.js'
import { type Item, lotsOf } from './items.js'
import { predict } from './predict.js'
import { resolveTask } from './tasks.js'

/** Runbook × what is there → Plan: each step is planned on the system as the steps before it should leave it. */
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
    expected = predict(expected, planned.acts, context.initial)
  }
  const { name, title, digest, file } = runbook
  const serviceDirectory = context.initial.serviceDirectory.path
  return {
    runbook: { name, title, digest, file },
    serviceDirectory,
    restart: context.restart,
    restarts: restartsSvscan(runbook),
    steps,
    blastRadius: blastRadius(steps, now),
  }
}

export function restartsSvscan({ steps }: Pick<Runbook, 'steps'>): boolean {
  return steps.some(({ task }) => restartOf(task) !== null)
}

/** What is handed over to the action that has svscan started again; null: the task is another. */
export function restartOf(task: Task): Given | null {
  return task.kind === 'uses' && task.action === restartAction ? task.with : null
}

/** Whether the plan stops anything; putting links back needs no svscan, and hurts nobody. */
export function stopsThings(plan: Plan): boolean {
  return plan.steps.some(({ effect }) => effect === 'irreversible')
}

/** The same for one step: right before it runs, on the system as it then is. */
export function planStep(
  step: Step,
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): PlannedStep {
  const { id, name, description, allowSkip } = step
  const lots = lotsOf(step, context, vocabulary)
  const { acts, notes, fidelity, why } = planOrAdmit(step, lots, system, context, vocabulary)
  const effect = effectOf(step, vocabulary)
  return {
    ...{ id, name, description, allowSkip, effect, acts, notes, fidelity, why },
    confirm: confirmation(step, effect, lots.flat()),
    ruledOut: step.when !== null && lots.length === 0,
  }
}

export function effectOf(step: Step, vocabulary: Vocabulary): Effect {
  if (step.effect !== null) return step.effect
  return step.task.kind === 'uses'
    ? (vocabulary.actions.get(step.task.action)?.effect ?? 'irreversible')
    : 'irreversible'
}

type Part = Pick<PlannedStep, 'acts' | 'notes' | 'fidelity' | 'why'>

function planOrAdmit(
  step: Step,
  lots: readonly (readonly Item[])[],
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): Part {
  try {
    const part = together(lots.map(lot => planItems(step, lot, system, context, vocabulary)))
    if (!lots.flat().some(({ wanted }) => wanted === 'unknown')) return part
    return { ...part, fidelity: 'unknown', why: 'whether it is done depends on a step that has not run yet' }
  } catch (error) {
    if (!(error instanceof NotYetKnown)) throw error
    return { acts: [], notes: [], fidelity: 'unknown', why: error.message }
  }
}

function together(parts: readonly Part[]): Part {
  const [first = { acts: [], notes: [], fidelity: 'exact', why: 'there is nothing that it is for' } as Part] =
    parts
  return {
    ...first,
    acts: parts.flatMap(({ acts }) => acts),
    notes: [...new Set(parts.flatMap(({ notes }) => notes))],
  }
}

/** What is done for these items. Throws NotYetKnown. */
export function planItems(
  step: Step,
  items: readonly Item[],
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): Part {
  const resolved = resolveTask(step.task, step, items, context, vocabulary)
  const withUndo = (acts: readonly Act[]) =>
    acts.length === 0 ? acts : [...undoActs(step, items, system, context, vocabulary), ...acts]
  if (resolved.kind === 'acts') {
    const why = step.forEach === null ? 'it is what the runbook says' : 'the directories are those seen now'
    return { acts: withUndo(resolved.acts), notes: [], fidelity: 'exact', why }
  }
  const { action, given } = resolved
  const planned = given.map(each => action.plan(system, context, each))
  return {
    acts: withUndo(unique(planned.flatMap(({ acts }) => acts))),
    notes: [...new Set(planned.flatMap(({ notes }) => notes ?? []))],
    ...action.foresight,
  }
}

/** What several items ask for is done once: svscan's next scan is waited for once, a log is told once. */
function unique(acts: readonly Act[]): Act[] {
  return [...new Map(acts.map(act => [JSON.stringify(act), act])).values()]
}

/** What the step's own `undo` says, noted beside its acts before they are done. */
function undoActs(
  { undo, ...step }: Step,
  items: readonly Item[],
  system: System,
  context: RunContext,
  vocabulary: Vocabulary,
): Act[] {
  if (undo === null) return []
  const { acts } = planItems({ ...step, undo: null, task: undo }, items, system, context, vocabulary)
  return [{ act: 'undo-by', acts }]
}

function confirmation({ confirm }: Step, effect: Effect, items: readonly Item[]): PlannedStep['confirm'] {
  if (confirm === null) return effect !== 'read'
  if (typeof confirm !== 'object') return confirm
  const [item] = items
  return { message: item === undefined ? confirm.message : resolveText(confirm.message, item.scope) }
}
