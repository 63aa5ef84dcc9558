import type { Action } from '../../contract/action.js'
import { undoStepId } from '../../contract/runbook.js'
import type { Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { didYouMean, type ValueProblem } from '../../yaml/problem.js'
import { checkParameter } from './check-parameter.js'
import { checkReferences, checkScript, checkWhen, durationsOf } from './check-references.js'
import { whyUnfit } from './fits.js'
import { namesFor } from './names.js'
import { referencesIn, wholeReference } from './references.js'
import { type ParameterFile, type StepFile, type TaskFile, taskKeys } from './schema.js'

/** The readable part of a file. */
export interface Draft {
  /** null: the value is not a record, so nothing can be checked against it. */
  readonly params: ParameterDrafts | null
  readonly defaults: Partial<StepFile>
  readonly steps: readonly StepDraft[]
}

/** null for a parameter that is itself wrong. Other steps may still refer to its name. */
export type ParameterDrafts = Readonly<Record<string, ParameterFile | null>>

/** `step` is null if the step itself is wrong. Other steps may still refer to its `id`. */
export interface StepDraft {
  readonly id: string | null
  readonly uses: string | null
  readonly step: StepFile | null
}

type Path = readonly PropertyKey[]

/** What a schema cannot check: known names, keys that belong together, a meaningful order. */
export function checkRunbook(draft: Draft, vocabulary: Vocabulary): ValueProblem[] {
  const params = Object.entries(draft.params ?? {})
  return [
    ...params.flatMap(([name, parameter]) =>
      parameter === null ? [] : checkParameter(['params', name], parameter),
    ),
    ...durationsOf(draft.defaults, ['defaults'], draft.params),
    ...checkDefaults(draft, vocabulary),
    ...draft.steps.flatMap(({ step }, index) =>
      step === null
        ? []
        : checkStep(
            step,
            ['steps', index],
            draft.steps.slice(0, index).flatMap(asEarlier),
            draft,
            vocabulary,
          ),
    ),
  ]
}

function asEarlier({ id, uses, step }: StepDraft): StepFile[] {
  if (step !== null) return [step]
  if (id === null) return []
  return [{ id, name: '', ...(uses === null ? { run: [] } : { uses }) }]
}

/** The defaults hold for each step that does not set its own, so every such step must know the references in them. */
function checkDefaults({ params, defaults, steps }: Draft, vocabulary: Vocabulary): ValueProblem[] {
  if (params === null) return []
  const found = steps.flatMap(({ step }, index) => {
    if (step === null) return []
    const inherited = without(defaults, step)
    const env = without(defaults.env ?? {}, step.env ?? {})
    const earlier = steps.slice(0, index).flatMap(asEarlier)
    const names = namesFor(step, Object.keys(params), earlier, vocabulary.collections)
    return checkReferences({ ...inherited, env }, ['defaults'], names)
  })
  return [...new Map(found.map(problem => [JSON.stringify([problem.path, problem.part]), problem])).values()]
}

/** T: a type without required keys. */
function without<T extends object>(all: T, taken: object): T {
  return Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(taken, key))) as T
}

function checkStep(
  step: StepFile,
  path: Path,
  earlier: readonly StepFile[],
  draft: Draft,
  vocabulary: Vocabulary,
): ValueProblem[] {
  const names =
    draft.params === null ? null : namesFor(step, Object.keys(draft.params), earlier, vocabulary.collections)
  const tasks: readonly (readonly [TaskFile, Path])[] = [
    [step, path],
    ...(step.verify === undefined ? [] : [[step.verify, [...path, 'verify']] as const]),
    ...(step.undo === undefined ? [] : [[step.undo, [...path, 'undo']] as const]),
  ]
  return [
    ...checkId(step, path, earlier),
    ...checkKeys(step, path),
    ...checkForEach(step, path, vocabulary),
    ...checkOrder(step, path, earlier),
    ...durationsOf(step, path, draft.params),
    ...tasks.flatMap(([task, at]) => checkTask(task, at, vocabulary)),
    ...(names === null ? [] : [...checkReferences(step, path, names), ...checkWhen(step, path, names)]),
    ...(names === null ? [] : tasks.flatMap(([task, at]) => checkScript(task, at, names))),
  ]
}

function checkId({ id }: StepFile, path: Path, earlier: readonly StepFile[]): ValueProblem[] {
  if (id === undoStepId) {
    const message = `the id '${id}' is reserved for the journal: choose another one`
    return [{ code: 'reserved-id', path: [...path, 'id'], message }]
  }
  return earlier.some(other => other.id === id)
    ? [{ code: 'duplicate-id', path: [...path, 'id'], message: `the id '${id}' is used twice` }]
    : []
}

function checkKeys(step: StepFile, path: Path): ValueProblem[] {
  const wrong = (key: keyof StepFile, message: string): ValueProblem[] =>
    step[key] === undefined ? [] : [{ code: 'misplaced-key', path: [...path, key], key: true, message }]
  return [
    ...(step.uses !== undefined ? wrong('cwd', 'cwd needs run or script; it does not go with uses') : []),
    ...(step.uses !== undefined ? wrong('env', 'env needs run or script; it does not go with uses') : []),
    ...(step.for_each === undefined ? wrong('as', 'as needs for_each') : []),
    ...(step.for_each === undefined ? wrong('concurrency', 'concurrency needs for_each') : []),
    ...(step.for_each !== undefined && step.as === undefined
      ? [
          {
            code: 'missing-key',
            path: [...path, 'for_each'],
            message: 'for_each needs as: the name of one item',
          },
        ]
      : []),
  ]
}

function checkForEach(
  { for_each: forEach, as }: StepFile,
  path: Path,
  { collections }: Vocabulary,
): ValueProblem[] {
  if (as !== undefined && ['params', 'steps', 'system'].includes(as)) {
    return [{ code: 'bad-value', path: [...path, 'as'], message: `as: '${as}' already has a meaning` }]
  }
  if (typeof forEach !== 'string') return []
  const name = wholeReference(forEach)
  if (name !== null && collections.has(name)) return []
  const known = [...collections.keys()]
  const message =
    name === null
      ? 'for_each must be one reference, such as ${services}, or a list'
      : `there is no collection '${name}'${didYouMean(
          name,
          known.filter(each => !each.includes('.') || name.includes('.')),
        )}`
  return [{ code: 'unknown-collection', path: [...path, 'for_each'], message }]
}

/** svreset could not put back a link that is in no manifest. */
function checkOrder({ uses }: StepFile, path: Path, earlier: readonly StepFile[]): ValueProblem[] {
  if (uses !== 'links.remove' || earlier.some(step => step.uses === 'links.record')) return []
  const message = 'links.remove needs an earlier step that uses links.record'
  return [{ code: 'unrecorded-links', path: [...path, 'uses'], message }]
}

function checkTask(task: TaskFile, path: Path, vocabulary: Vocabulary): ValueProblem[] {
  const given = taskKeys.filter(key => task[key] !== undefined)
  if (given.length !== 1) {
    const last = given.at(-1)
    const at = last === undefined ? path : [...path, last]
    const message = `a step needs exactly one of run, uses and script: here ${given.length === 0 ? 'there is none' : `there are ${given.join(' and ')}`}`
    return [{ code: 'one-task', path: at, message, ...(last === undefined ? {} : { key: true }) }]
  }
  if (task.uses === undefined) {
    return task.with === undefined
      ? []
      : [{ code: 'misplaced-key', path: [...path, 'with'], key: true, message: 'with needs uses' }]
  }
  const action = vocabulary.actions.get(task.uses)
  if (action === undefined) {
    const message = `unknown action '${task.uses}'${didYouMean(task.uses, [...vocabulary.actions.keys()])}`
    return [{ code: 'unknown-action', path: [...path, 'uses'], message }]
  }
  return checkInputs(action, task, path)
}

function isKnownBefore(path: string): boolean {
  return path.startsWith('params.') || path.startsWith('system.')
}

function checkInputs(action: Action, task: TaskFile, path: Path): ValueProblem[] {
  const inputs = action.inputs ?? {}
  const given = (task.with ?? {}) as Readonly<Record<string, Value>>
  const unknown = Object.keys(given).filter(key => !Object.hasOwn(inputs, key))
  const missing = Object.entries(inputs).filter(
    ([key, input]) => input.default === undefined && !Object.hasOwn(given, key),
  )
  return [
    ...unknown.map(
      (key): ValueProblem => ({
        code: 'unknown-key',
        path: [...path, 'with', key],
        key: true,
        message: `${action.name} has no input '${key}'${didYouMean(key, Object.keys(inputs))}`,
      }),
    ),
    ...missing.map(
      ([key]): ValueProblem => ({
        code: 'missing-key',
        path: [...path, task.with === undefined ? 'uses' : 'with'],
        message: `${action.name} needs the input '${key}' in with`,
      }),
    ),
    ...Object.entries(given).flatMap(([key, value]): ValueProblem[] => {
      const input = Object.hasOwn(inputs, key) ? inputs[key] : undefined
      if (input === undefined) return []
      const references = referencesIn(value)
      const late = input.beforehand === true ? references.find(({ path }) => !isKnownBefore(path)) : undefined
      if (late !== undefined) {
        const part = `\${${late.path}}`
        const message = `${key} must be known before the run begins, and ${part} is not`
        return [{ code: 'known-too-late', path: [...path, 'with', key], message, part }]
      }
      if (references.length > 0) return []
      const problem = whyUnfit(input.type, value)
      return problem === null
        ? []
        : [{ code: 'wrong-type', path: [...path, 'with', key], message: `${key} ${problem}` }]
    }),
  ]
}
