import {
  type ForEach,
  type Parameter,
  type Runbook,
  type Step,
  stepOf,
  type Task,
  type Verify,
} from '../../contract/runbook.js'
import type { Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { parseCondition } from './condition.js'
import { exitCodesAsked, namesFor, scriptValues, stepsAsked } from './names.js'
import { wholeReference } from './references.js'
import type { ParameterFile, RunbookFile, StepFile, TaskFile } from './schema.js'

type Path = readonly PropertyKey[]

interface Source extends Pick<Runbook, 'file' | 'digest'> {
  /** The line, from 1, of the key at the end of this path. */
  readonly lineOf: (path: Path) => number
}

/** A checked file → a runbook with every default filled in. */
export function toRunbook(
  file: RunbookFile,
  { lineOf, ...source }: Source,
  { collections }: Vocabulary,
): Runbook {
  const asked = exitCodesAsked(file.steps)
  const params = Object.keys(file.params ?? {})
  return {
    name: file.name,
    title: file.title,
    description: file.description ?? '',
    family: file.family ?? 'daemontools',
    ...source,
    parameters: Object.fromEntries(
      Object.entries(file.params ?? {}).map(([name, parameter]) => [name, toParameter(parameter)]),
    ),
    steps: file.steps.map((step, index) =>
      toStep(
        { ...file.defaults, ...step, env: { ...file.defaults?.env, ...step.env } },
        namesFor(step, params, file.steps.slice(0, index), collections),
        asked.has(step.id),
        placesOf(step, ['steps', index], source.file, lineOf),
      ),
    ),
  }
}

function placesOf(step: StepFile, path: Path, file: string, lineOf: Source['lineOf']): Step['places'] {
  return Object.fromEntries(Object.keys(step).map(key => [key, `${file}:${lineOf([...path, key])}`]))
}

function toParameter(parameter: ParameterFile): Parameter {
  return {
    type: parameter.type,
    default: parameter.default ?? null,
    description: parameter.description,
    pattern: parameter.pattern ?? null,
    values: parameter.values ?? [],
  }
}

function toStep(step: StepFile, names: readonly string[], codeAsked: boolean, places: Step['places']): Step {
  const { for_each: forEach, retry, verify, undo } = step
  return stepOf({
    id: step.id,
    name: step.name,
    task: toTask(step, names),
    anyExitCode: verify !== undefined || codeAsked,
    asks: stepsAsked(step, names),
    places,
    confirm: toConfirm(step.confirm),
    ...stated('description', step.description),
    ...stated('effect', step.effect),
    ...stated('cwd', step.cwd),
    ...stated('env', step.env),
    ...stated('allowSkip', step.allow_skip),
    ...stated('timeout', step.timeout),
    ...stated('onFailure', step.on_failure),
    ...stated('when', step.when === undefined ? undefined : parseCondition(String(step.when))),
    ...stated('forEach', forEach === undefined ? undefined : toForEach(forEach, step)),
    ...stated(
      'retry',
      retry && { attempts: retry.attempts, delay: retry.delay ?? '1s', total: retry.total ?? null },
    ),
    ...stated('verify', verify && toVerify(verify, names)),
    ...stated('undo', undo && toTask(undo, names)),
  })
}

/** Only the keys in the file; the others keep their defaults. */
function stated<K extends keyof Step>(key: K, value: Step[K] | undefined): Partial<Step> {
  return value === undefined ? {} : ({ [key]: value } as Pick<Step, K>)
}

function toForEach(forEach: NonNullable<StepFile['for_each']>, { as, concurrency }: StepFile): ForEach {
  return {
    of: typeof forEach === 'string' ? (wholeReference(forEach) ?? '') : forEach,
    as: as ?? '',
    concurrency: concurrency ?? null,
  }
}

function toConfirm(confirm: StepFile['confirm']): Step['confirm'] {
  if (typeof confirm === 'string' && confirm !== 'always') return { message: confirm }
  return confirm ?? null
}

function toVerify(verify: NonNullable<StepFile['verify']>, names: readonly string[]): Verify {
  return { task: toTask(verify, names), interval: verify.interval ?? '1s', deadline: verify.deadline ?? null }
}

function toTask({ run, uses, script, with: given }: TaskFile, names: readonly string[]): Task {
  if (run !== undefined) return { kind: 'run', argv: run }
  if (script !== undefined) return { kind: 'script', text: script, values: scriptValues(script, names) }
  return { kind: 'uses', action: uses ?? '', with: (given ?? {}) as Readonly<Record<string, Value>> }
}
