import { z } from 'zod'
import type { Input } from '../../contract/action.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { runbookSchema, taskKeys } from './schema.js'

type Json = { [key: string]: unknown }

/** JSON Schema (2020-12) of the language, from the validator's own schema and the registries. */
export function runbookJsonSchema({ actions, collections }: Vocabulary): object {
  const schema = z.toJSONSchema(runbookSchema, { target: 'draft-2020-12' }) as Json
  const step = at(schema, 'properties', 'steps', 'items')
  oneTask(step, actions)
  oneTask(at(step, 'properties', 'verify'), actions)
  oneTask(at(step, 'properties', 'undo'), actions)
  step.dependentRequired = { for_each: ['as'], as: ['for_each'], concurrency: ['for_each'] }
  at(step, 'properties', 'for_each').examples = [...collections.keys()].slice(0, 4).map(name => `\${${name}}`)
  return {
    ...schema,
    $id: 'urn:svreset:runbook:1',
    title: 'svreset runbook',
  }
}

/** Exactly one of run, uses and script, and the inputs of each action. */
function oneTask(schema: Json, actions: Vocabulary['actions']): void {
  schema.oneOf = taskKeys.map(key => ({ required: [key] }))
  schema.dependentRequired = { with: ['uses'] }
  at(schema, 'properties', 'uses').enum = [...actions.keys()]
  schema.allOf = [...actions.values()].map(({ name, inputs = {} }) => {
    const required = Object.entries(inputs).flatMap(([key, input]) =>
      input.default === undefined ? [key] : [],
    )
    return {
      if: { properties: { uses: { const: name } }, required: ['uses'] },
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
      then: {
        properties: { with: { properties: inputsSchema(inputs), additionalProperties: false, required } },
        ...(required.length === 0 ? {} : { required: ['with'] }),
      },
    }
  })
}

function inputsSchema(inputs: Readonly<Record<string, Input>>): Json {
  const reference = { type: 'string', pattern: '\\$\\{' }
  return Object.fromEntries(
    Object.entries(inputs).map(([key, { type, description }]) => [
      key,
      { description, anyOf: [...(type === 'process' ? [] : [jsonTypes[type]]), reference] },
    ]),
  )
}

const jsonTypes = {
  string: { type: 'string' },
  duration: { type: 'string' },
  path: { type: 'string' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  argv: { type: 'array', items: { type: 'string' }, minItems: 1 },
} as const

function at(schema: Json, ...path: readonly string[]): Json {
  return path.reduce((value, key) => value[key] as Json, schema)
}
