import type { Action, ActionInputs } from '../../contract/action.js'
import type { PlannedCommand } from '../../contract/command.js'
import type { RunContext } from '../../contract/context.js'
import type { Step } from '../../contract/runbook.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { factsOf } from '../operations/table.js'
import type { Item } from './items.js'
import { resolveTask, stepTimeout, toMilliseconds } from './tasks.js'

/** How to verify that a step is done. */
export type Check =
  /** The action waits for nothing more. */
  | {
      readonly kind: 'watch'
      readonly action: Action
      readonly inputs: readonly ActionInputs[]
      readonly deadline: number
    }
  /** All of these commands exit with 0. Milliseconds. */
  | {
      readonly kind: 'probe'
      readonly commands: readonly PlannedCommand[]
      readonly interval: number
      readonly deadline: number
    }

/** How long a command may be repeated until it succeeds. */
const probeDeadline = 30_000

/** In this order: what the step's own action waits for, then its `verify`. */
export function checksOf(
  step: Step,
  items: readonly Item[],
  context: RunContext,
  vocabulary: Vocabulary,
): Check[] {
  const checks: Check[] = []
  if (step.task.kind === 'uses') {
    const resolved = resolveTask(step.task, step, items, context, vocabulary)
    if (resolved.kind === 'action') checks.push(watch(resolved, stepTimeout(step, context), context))
  }
  const { verify } = step
  if (verify === null) return checks
  const resolved = resolveTask(verify.task, step, items, context, vocabulary)
  const deadline = verify.deadline === null ? null : toMilliseconds(verify.deadline, context)
  if (resolved.kind === 'action') checks.push(watch(resolved, deadline, context))
  else {
    checks.push({
      kind: 'probe',
      commands: resolved.operations.flatMap(each => factsOf(each).command?.(each) ?? []),
      interval: toMilliseconds(verify.interval, context),
      deadline: deadline ?? probeDeadline,
    })
  }
  return checks
}

/** The deadline of the action comes first, then that of the step, then the action's default. */
function watch(
  { action, inputs }: { readonly action: Action; readonly inputs: readonly ActionInputs[] },
  deadline: number | null,
  context: RunContext,
): Check {
  return {
    kind: 'watch',
    action,
    inputs,
    deadline: action.deadlineFor?.(context) ?? deadline ?? action.deadline,
  }
}
