import { z } from 'zod'
import { vocabulary } from '../../actions/index.js'
import { checkSchema } from '../../contract/schemas/check.js'
import { eventSchema } from '../../contract/schemas/events.js'
import { lookSchema } from '../../contract/schemas/look.js'
import { savedPlanSchema } from '../../contract/schemas/plan.js'
import { rehearsalSchema } from '../../contract/schemas/rehearsal.js'
import { pruneSchema, runSchema, runsSchema } from '../../contract/schemas/runs.js'
import { settingsSchema } from '../../contract/schemas/settings.js'
import { runbookJsonSchema } from '../../runbook/language/json-schema.js'
import { operationShape } from '../../runbook/operations/shapes.js'
import { type SchemaName, schemas } from './names.js'

const made: Readonly<Record<Exclude<SchemaName, 'runbook'>, z.ZodType>> = {
  check: checkSchema,
  events: eventSchema,
  runs: runsSchema,
  run: runSchema,
  prune: pruneSchema,
  config: settingsSchema,
  look: lookSchema,
  rehearsal: rehearsalSchema,
  plan: savedPlanSchema(operationShape(z.strictObject)),
}

/** JSON Schema (2020-12). */
export function jsonSchema(name: SchemaName): object {
  if (name === 'runbook') return runbookJsonSchema(vocabulary)
  const schema = z.toJSONSchema(made[name], { target: 'draft-2020-12' })
  return { ...schema, $id: `urn:svreset:${name}:1`, title: schemas[name] }
}
