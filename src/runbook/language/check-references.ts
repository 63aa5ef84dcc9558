import type { Value } from '../../contract/value.js'
import { parseDuration } from '../../text/duration.js'
import { didYouMean, type ValueProblem } from '../../yaml/problem.js'
import { parseCondition, pathsIn, WrongCondition } from './condition.js'
import { referencesInScript, variableOf } from './names.js'
import { isPath, referencesIn, wholeReference } from './references.js'
import type { ParameterFile, StepFile, TaskFile } from './schema.js'

type Path = readonly PropertyKey[]

/** Checks everything except scripts, whose text is not read here, and `when` and `for_each`, which have rules of their own. */
export function checkReferences(
  step: Partial<StepFile>,
  path: Path,
  names: readonly string[],
): ValueProblem[] {
  const { when: _when, for_each: _forEach, ...rest } = step
  return texts(rest as unknown as Value, path).flatMap(({ text, at }) =>
    referencesIn(text).flatMap(reference => unknownReference(reference.path, at, names)),
  )
}

function unknownReference(path: string, at: Path, names: readonly string[]): ValueProblem[] {
  if (names.some(name => path === name || (path.startsWith(`${name}.`) && name.endsWith('.process'))))
    return []
  const written = `\${${path}}`
  const message = isPath(path)
    ? `there is no ${written} here${didYouMean(path, names)}`
    : `${written} is not a reference: a reference is a dotted path, such as \${params.name}, and nothing else`
  return [{ code: 'unknown-reference', path: at, message, part: written }]
}

/** Every text in the value, with its path. */
function texts(value: Value, path: Path): { readonly text: string; readonly at: Path }[] {
  if (typeof value === 'string') return [{ text: value, at: path }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'script' ? [] : texts(item as Value, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

export function checkWhen({ when }: StepFile, path: Path, names: readonly string[]): ValueProblem[] {
  const at = [...path, 'when']
  if (typeof when !== 'string') return []
  try {
    return pathsIn(parseCondition(when)).flatMap(reference => unknownReference(reference, at, names))
  } catch (error) {
    if (!(error instanceof WrongCondition)) throw error
    const part = when.slice(error.at).split(/\s/)[0] ?? ''
    return [{ code: 'bad-condition', path: at, message: error.message, ...(part === '' ? {} : { part }) }]
  }
}

export function checkScript({ script }: TaskFile, path: Path, names: readonly string[]): ValueProblem[] {
  return referencesInScript(script ?? '').map(({ written, path: reference }): ValueProblem => {
    const message = names.includes(reference)
      ? `svreset puts no value into the text of a script: write "$${variableOf(reference)}", the environment variable with the value`
      : `${written} in a script is not a value of the runbook: write $NAME for a variable of the shell; the values are ${names.map(name => `$${variableOf(name)}`).join(', ')}`
    return { code: 'script-reference', path: [...path, 'script'], message, part: written }
  })
}

/** Every duration of a step must be a literal, or one reference to a parameter of that type. */
export function durationsOf(
  step: Partial<StepFile>,
  path: Path,
  params: Readonly<Record<string, ParameterFile | null>> | null,
): ValueProblem[] {
  const found: readonly (readonly [string | undefined, Path])[] = [
    [step.timeout, ['timeout']],
    [step.retry?.delay, ['retry', 'delay']],
    [step.retry?.total, ['retry', 'total']],
    [step.verify?.interval, ['verify', 'interval']],
    [step.verify?.deadline, ['verify', 'deadline']],
  ]
  return found.flatMap(([text, at]): ValueProblem[] => {
    if (text === undefined || parseDuration(text) !== null) return []
    const reference = wholeReference(text)
    const name = /^params\.(.*)$/.exec(reference ?? '')?.[1]
    const parameter = name !== undefined && Object.hasOwn(params ?? {}, name) ? params?.[name] : undefined
    if (params === null || parameter?.type === 'duration') return []
    if (name !== undefined && parameter == null) return []
    const message =
      reference !== null && name === undefined
        ? `a duration must be known before the run begins, so only a parameter can give it, not \${${reference}}`
        : parameter === undefined
          ? `'${text}' is not a duration: it needs a number and a unit, such as 250ms, 30s, 2m or 1h`
          : `params.${name} is not a duration`
    return [{ code: 'bad-duration', path: [...path, ...at], message }]
  })
}
