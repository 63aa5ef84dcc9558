import type { Parameter, Runbook } from '../../contract/runbook.js'
import type { Value } from '../../contract/value.js'
import { ExitCode, UserError } from '../../errors.js'
import { didYouMean } from '../../yaml/problem.js'
import { whyNotTaken } from './check-parameter.js'
import { whyUnfit } from './fits.js'

/**
 * Every parameter of the runbook, with a value of its type: the given one, or else that of the run that is resumed, or
 * else its default. Throws a UserError (exit code 2).
 */
export function takeParameters(
  { name, parameters }: Runbook,
  given: Readonly<Record<string, string>>,
  recorded: Readonly<Record<string, Value>> = {},
): Readonly<Record<string, Value>> {
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(parameters, key)) continue
    const known = Object.keys(parameters)
    throw new UserError(ExitCode.usage, `unable to set parameter ${key} of runbook ${name}`, {
      reason:
        known.length === 0
          ? 'it has no parameters'
          : `it has no parameter with that name${didYouMean(key, known)}`,
      next: `svreset runbook show ${name} shows its parameters`,
    })
  }
  return Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [
      key,
      Object.hasOwn(recorded, key) && !Object.hasOwn(given, key)
        ? (recorded[key] as Value)
        : take(name, key, parameter, Object.hasOwn(given, key) ? given[key] : undefined),
    ]),
  )
}

function take(runbook: string, key: string, parameter: Parameter, text: string | undefined): Value {
  if (text === undefined) {
    if (parameter.default !== null) return parameter.default
    throw new UserError(ExitCode.usage, `unable to run runbook ${runbook} without parameter ${key}`, {
      reason: `it has no default: ${parameter.description}`,
      next: `set it with --param ${key}=VALUE`,
    })
  }
  const value = read(parameter, text)
  const problem = whyUnfit(parameter.type, value) ?? whyNotTaken(parameter, text)
  if (problem === null) return value
  throw new UserError(ExitCode.usage, `unable to set parameter ${key} of runbook ${runbook}`, {
    reason: `it ${problem}`,
    next: `set it with --param ${key}=VALUE: ${parameter.description}`,
  })
}

/** The text that `--param` takes for this value. */
export function parameterText(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A text that is not of the type stays text, and is then refused. */
function read({ type }: Parameter, text: string): Value {
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (type === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text
  if (type === 'list') return readList(text)
  return text
}

/** A JSON array: a name may hold any character. */
function readList(text: string): Value {
  try {
    return JSON.parse(text) as Value
  } catch {
    return text
  }
}
