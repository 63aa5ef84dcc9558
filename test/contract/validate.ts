import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { jsonSchema } from '../../src/cli/schema/json-schema.js'
import type { SchemaName } from '../../src/cli/schema/names.js'

// What a format means is in the patterns beside it.
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false })
const validators = new Map<SchemaName, ValidateFunction>()

/** What an independent validator says against this value, as it is read back from JSON; empty: nothing. */
export function problemsWith(name: SchemaName, value: unknown): string[] {
  const validate = validators.get(name) ?? ajv.compile(jsonSchema(name))
  validators.set(name, validate)
  validate(JSON.parse(JSON.stringify(value)))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`)
}

/** Every line and every object that a command has printed for scripts. Throws where one is not of its schema. */
export function requireValid(stdout: string): void {
  for (const value of printedJson(stdout)) {
    const name = schemaOf(value)
    const problems = name === null ? [] : problemsWith(name, value)
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${JSON.stringify(value)}`)
  }
}

function printedJson(stdout: string): unknown[] {
  const whole = parse(stdout)
  if (whole !== undefined) return [whole]
  return stdout.split('\n').flatMap(line => (line.startsWith('{') ? (parse(line) ?? []) : []))
}

/** What is no JSON (the last line of a command that was killed) is nothing that a schema speaks of. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function schemaOf(value: unknown): SchemaName | null {
  const { schema, event } = (value ?? {}) as { readonly schema?: unknown; readonly event?: unknown }
  if (typeof event === 'string') return 'events'
  return typeof schema === 'string'
    ? (/^svreset\/(check|runs|run|prune|plan|look|rehearsal)\/1$/.exec(schema)?.[1] as SchemaName)
    : null
}
