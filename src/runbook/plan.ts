import type { Action } from '../actions/action.js'
import type { System } from '../system/system.js'
import { ExitCode, UserError } from '../user-error.js'
import type { Act } from './act.js'
import { collectionNames, collections } from './collections.js'
import type { RunContext } from './context.js'
import { joinCommands } from './join-commands.js'
import { predict } from './predict.js'
import { resolveReferences, type Scope, UnknownReference } from './references.js'
import type { Effect, Runbook, Step, Task } from './runbook.js'

/** How sure a plan can be of its acts. */
export type Fidelity = 'exact' | 'predicted' | 'unknown'

export interface PlannedStep {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly effect: Effect
  readonly confirm: boolean | 'always'
  readonly allowSkip: boolean
  readonly acts: readonly Act[]
  readonly notes: readonly string[]
  readonly fidelity: Fidelity
  /** Why it is not known better. */
  readonly why: string
}

/** The one value that a dry run prints, a person confirms and a run carries out. */
export interface Plan {
  readonly runbook: Pick<Runbook, 'name' | 'title' | 'digest'>
  readonly serviceDirectory: string
  readonly restart: RunContext['restart']
  readonly steps: readonly PlannedStep[]
}

export type Actions = ReadonlyMap<string, Action>

/** Runbook × what is there → Plan: each step is planned on the system as the steps before it should leave it. */
export function makePlan(
  runbook: Runbook,
  context: RunContext,
  actions: Actions,
  now: System = context.initial,
): Plan {
  let expected = now
  const steps: PlannedStep[] = []
  for (const step of runbook.steps) {
    const planned = planStep(step, expected, context, actions)
    steps.push(planned)
    expected = predict(expected, planned.acts, context.initial)
  }
  const { name, title, digest } = runbook
  const serviceDirectory = context.initial.serviceDirectory.path
  return { runbook: { name, title, digest }, serviceDirectory, restart: context.restart, steps }
}

/** Whether the plan stops anything; putting links back needs no svscan, and hurts nobody. */
export function stopsThings(plan: Plan): boolean {
  return plan.steps.some(({ effect }) => effect === 'irreversible')
}

/** The same for one step: right before it runs, on the system as it then is. */
export function planStep(step: Step, system: System, context: RunContext, actions: Actions): PlannedStep {
  const { id, name, description, allowSkip, task } = step
  const { acts, notes, effect, foresight } =
    task.kind === 'uses'
      ? planAction(task.action, system, context, actions)
      : planCommands(step.id, task, context)
  return {
    id,
    name,
    description,
    allowSkip,
    acts,
    notes,
    effect: step.effect ?? effect,
    confirm: step.confirm ?? (step.effect ?? effect) !== 'read',
    ...foresight,
  }
}

interface Part {
  readonly acts: readonly Act[]
  readonly notes: readonly string[]
  readonly effect: Effect
  readonly foresight: Pick<PlannedStep, 'fidelity' | 'why'>
}

function planAction(name: string, system: System, context: RunContext, actions: Actions): Part {
  const action = actionNamed(name, actions)
  const { acts, notes = [] } = action.plan(system, context)
  return { acts, notes, effect: action.effect, foresight: action.foresight }
}

export function actionNamed(name: string, actions: Actions): Action {
  const action = actions.get(name)
  if (action === undefined) throw new Error(`no action ${name}: the loader lets none through`)
  return action
}

type RunTask = Extract<Task, { kind: 'run' }>

function planCommands(id: string, task: RunTask, context: RunContext): Part {
  const commands = scopes(id, task, context).map(scope => ({
    argv: task.argv.map(word => resolve(id, word, scope)),
    cwd: task.cwd === null ? '/' : resolve(id, task.cwd, scope),
  }))
  return {
    acts: joinCommands(commands).map(command => ({ act: 'command', ...command })),
    notes: [],
    effect: 'irreversible',
    foresight: { fidelity: 'exact', why: 'the directories are those seen now' },
  }
}

function scopes(id: string, task: RunTask, context: RunContext): Scope[] {
  const base: Scope = { params: context.parameters }
  const { forEach } = task
  if (forEach === null) return [base]
  const items = collections[forEach.collection]
  if (items === undefined) {
    throw wrongStep(
      id,
      `for_each knows no \${${forEach.collection}}; there is ${collectionNames.map(name => `\${${name}}`).join(', ')}`,
    )
  }
  return items(context.initial).map(item => ({ ...base, [forEach.as]: item }))
}

function resolve(id: string, text: string, scope: Scope): string {
  try {
    return resolveReferences(text, scope)
  } catch (error) {
    if (error instanceof UnknownReference) throw wrongStep(id, error.message)
    throw error
  }
}

function wrongStep(id: string, reason: string): UserError {
  return new UserError(ExitCode.usage, `unable to plan step '${id}' of the runbook`, {
    reason,
    next: 'correct the runbook; nothing was touched',
  })
}
