import type { Action, ActionInputs } from '../../contract/action.js'
import { scriptHead } from '../../contract/command.js'
import type { RunContext } from '../../contract/context.js'
import type { Operation } from '../../contract/operation.js'
import type { Step, Task } from '../../contract/runbook.js'
import type { Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { parseDuration } from '../../text/duration.js'
import { whyUnfit } from '../language/fits.js'
import { lookUp, resolveText, resolveValue } from '../language/references.js'
import type { Item } from './items.js'
import { joinCommands } from './join-commands.js'
import { guarded, type StepKey, wrongStep } from './wrong-step.js'

/** A task with every reference replaced, for these items. */
export type Resolved =
  | { readonly kind: 'operations'; readonly operations: readonly Operation[] }
  /** One action, once for each different input. */
  | { readonly kind: 'action'; readonly action: Action; readonly inputs: readonly ActionInputs[] }

/** Throws NotYetKnown, or a UserError if a value does not fit. */
export function resolveTask(
  task: Task,
  step: Step,
  items: readonly Item[],
  context: RunContext,
  vocabulary: Vocabulary,
): Resolved {
  if (task.kind === 'uses') {
    const action = actionNamed(task.action, vocabulary)
    const inputs = items.map(({ scope }) =>
      takeInputs(action, guarded(step, 'with', () => resolveValue(task.with, scope)) as ActionInputs, step),
    )
    return { kind: 'action', action, inputs: unique(inputs) }
  }
  const timeout = stepTimeout(step, context)
  const commands = items.map(({ scope }) => {
    const word = (key: StepKey, make: () => string) => {
      const value = guarded(step, key, make)
      if (value.includes('\0')) throw wrongStep(step, key, 'a value contains NUL, which no program can take')
      return value
    }
    const text = (key: StepKey) => (value: string) => word(key, () => resolveText(value, scope))
    const env = Object.fromEntries([
      ...Object.entries(step.env).map(([name, value]) => [name, text('env')(value)]),
      ...(task.kind === 'script'
        ? Object.entries(task.values).map(([name, path]) => [
            name,
            word('script', () => asText(lookUp(path, scope))),
          ])
        : []),
    ])
    return {
      argv: task.kind === 'script' ? [...scriptHead, task.text] : task.argv.map(text('run')),
      cwd: step.cwd === null ? '/' : text('cwd')(step.cwd),
      ...(Object.keys(env).length === 0 ? {} : { env }),
      ...(timeout === null ? {} : { timeout }),
    }
  })
  return {
    kind: 'operations',
    operations: joinCommands(commands).map(command => ({ kind: 'command', ...command })),
  }
}

export function actionNamed(name: string, vocabulary: Vocabulary): Action {
  const action = vocabulary.actions.get(name)
  if (action === undefined) throw new Error(`no action ${name}, although the loader checked it`)
  return action
}

/** Milliseconds for one attempt; null: the default. */
export function stepTimeout(step: Step, context: RunContext): number | null {
  return step.timeout === null ? null : toMilliseconds(step.timeout, context)
}

export function toMilliseconds(duration: string, { parameters }: RunContext): number {
  const text = resolveText(duration, { params: parameters })
  const milliseconds = parseDuration(text)
  if (milliseconds === null) throw new Error(`${text} is not a duration, although the loader checked it`)
  return milliseconds
}

/** Each input with a value of its type, or its default. Durations are in milliseconds. */
function takeInputs(action: Action, written: ActionInputs, step: Step): ActionInputs {
  return Object.fromEntries(
    Object.entries(action.inputs ?? {}).map(([name, input]) => {
      const value = Object.hasOwn(written, name) ? written[name] : undefined
      if (value === undefined) return [name, takeInput(input.type, input.default ?? null)]
      const problem = value === null && input.default === null ? null : whyUnfit(input.type, value)
      if (problem !== null) throw wrongStep(step, 'with', `${name} ${problem}`)
      return [name, takeInput(input.type, value)]
    }),
  )
}

function takeInput(type: string, value: Value): Value {
  return type === 'duration' && typeof value === 'string' ? parseDuration(value) : value
}

function asText(value: Value): string {
  return value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function unique(inputs: readonly ActionInputs[]): ActionInputs[] {
  return [...new Map(inputs.map(each => [JSON.stringify(each), each])).values()]
}
