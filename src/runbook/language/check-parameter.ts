import { didYouMean, type ValueProblem } from '../../yaml/problem.js'
import { whyUnfit } from './fits.js'
import type { ParameterFile } from './schema.js'

/** Checks that the keys of a parameter fit together, and that its default is a valid value. */
export function checkParameter(path: readonly PropertyKey[], parameter: ParameterFile): ValueProblem[] {
  const { type, default: preset, required, pattern, values } = parameter
  const wrong = (key: keyof ParameterFile, code: string, message: string): ValueProblem => ({
    code,
    path: [...path, key],
    message,
  })
  const problem = preset === undefined ? null : whyUnfit(type, preset)
  const found: ValueProblem[] = []
  if (preset === undefined && required !== true)
    found.push({ code: 'missing-key', path, message: 'a parameter needs a default, or required: true' })
  if (preset !== undefined && required === true)
    found.push(wrong('required', 'misplaced-key', 'a required parameter cannot have a default'))
  if (problem !== null) found.push(wrong('default', 'wrong-type', `default ${problem}`))
  if (pattern !== undefined && type !== 'string')
    found.push(wrong('pattern', 'misplaced-key', 'pattern needs type: string'))
  if (pattern !== undefined && regularExpression(pattern) === null)
    found.push(wrong('pattern', 'bad-value', `'${pattern}' is not a regular expression`))
  if (values !== undefined && type !== 'enum')
    found.push(wrong('values', 'misplaced-key', 'values needs type: enum'))
  if (values === undefined && type === 'enum')
    found.push({ code: 'missing-key', path, message: 'an enum needs values' })
  if (problem === null && preset !== undefined && whyNotTaken(parameter, String(preset)) !== null)
    found.push(wrong('default', 'bad-value', `default ${whyNotTaken(parameter, String(preset))}`))
  return found
}

/** Why an enum or a pattern does not accept a text. */
export function whyNotTaken(
  {
    values,
    pattern,
  }: { readonly values?: readonly string[] | undefined; readonly pattern?: string | undefined | null },
  text: string,
): string | null {
  if (values !== undefined && values.length > 0 && !values.includes(text))
    return `is '${text}'; it must be one of ${values.join(', ')}${didYouMean(text, values).startsWith(': did') ? didYouMean(text, values) : ''}`
  const expression = pattern === undefined || pattern === null ? null : regularExpression(pattern)
  return expression === null || expression.test(text) ? null : `is '${text}'; it must match ${pattern}`
}

/** Matches the whole value. */
function regularExpression(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u')
  } catch {
    return null
  }
}
