import { ExitCode, UserError } from '../user-error.js'
import { parseDuration } from './duration.js'
import type { Parameter, Runbook } from './runbook.js'

/** Throws a UserError where a value is given for no parameter of this runbook, or is not of its type. */
export function checkParameters(runbook: Runbook, given: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(given)) {
    const parameter = Object.hasOwn(runbook.parameters, key) ? runbook.parameters[key] : undefined
    const problem =
      parameter === undefined
        ? `the parameters are ${Object.keys(runbook.parameters).join(', ') || 'none'}`
        : whyUnfit(parameter.type, value)
    if (problem === null) continue
    throw new UserError(ExitCode.usage, `unable to set parameter ${key} of runbook ${runbook.name}`, {
      reason: problem,
      next: 'give it as --param KEY=VALUE',
    })
  }
}

function whyUnfit(type: Parameter['type'], value: string): string | null {
  if (type === 'duration' && parseDuration(value) === null) return `'${value}' is no duration such as 30s`
  if (type === 'integer' && !/^-?\d+$/.test(value)) return `'${value}' is no whole number`
  if (type === 'boolean' && value !== 'true' && value !== 'false')
    return `'${value}' is neither true nor false`
  return null
}
