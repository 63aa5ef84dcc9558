import type { Input } from '../../contract/action.js'
import type { Parameter } from '../../contract/runbook.js'
import { isMapping, kindOf, type Value } from '../../contract/value.js'
import { parseDuration } from '../../text/duration.js'

type Type = Parameter['type'] | Input['type']

/** Why a value is not of this type, as the end of a sentence that begins with its name; null if it is. */
export function whyUnfit(type: Type, value: Value): string | null {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? null : `must be true or false; it is ${shown(value)}`
    case 'integer':
      return Number.isSafeInteger(value) ? null : `must be a whole number; it is ${shown(value)}`
    case 'duration':
      return typeof value === 'string' && parseDuration(value) !== null
        ? null
        : `must be a duration with a unit, such as 30s; it is ${shown(value)}`
    case 'path':
      return isPath(value) ? null : `must be an absolute path; it is ${shown(value)}`
    case 'string':
    case 'enum':
      return typeof value === 'string' && !value.includes('\0') ? null : `must be text; it is ${shown(value)}`
    case 'list':
      return isListOfTexts(value) ? null : `must be a list of texts, such as ["nginx"]; it is ${shown(value)}`
    case 'argv':
      return isListOfTexts(value) && value.length > 0
        ? null
        : `must be an argv array, such as [svc, -u, .]; it is ${shown(value)}`
    case 'process':
      return isProcess(value) ? null : `must be a process from a collection; it is ${shown(value)}`
  }
}

function isProcess(value: Value): boolean {
  return isMapping(value) && typeof value.pid === 'number' && typeof value.startTime === 'number'
}

function isPath(value: Value): boolean {
  return typeof value === 'string' && value.startsWith('/') && !value.includes('\0')
}

function isListOfTexts(value: Value): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

function shown(value: Value): string {
  return typeof value === 'string'
    ? `'${value}'`
    : value === null || typeof value === 'object'
      ? kindOf(value)
      : String(value)
}
