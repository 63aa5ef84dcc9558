import { z } from 'zod'
import { planSchemaName, type SavedCommand, type SavedPlan } from '../../contract/saved-plan.js'
import type { Value } from '../../contract/value.js'
import { ExitCode, UserError } from '../../errors.js'
import { operationShape } from '../../runbook/operations/shapes.js'
import { readWholeFile, tryLstat } from '../../system/read.js'
import { requireTrusted } from '../../system/trust.js'
import { parseYamlFile } from '../../yaml/parse-yaml.js'

/** A thousand services with logs take 2 MiB. */
const limits = { size: 64 * 1024 * 1024, tokens: 16_000_000 }

/** Throws where it is not trusted (exit 3), or is no plan (exit 2), before anything is touched. */
export function readPlan(file: string, trustedUids: readonly number[]): SavedPlan {
  // What is not there is a wrong name, no question of trust.
  if (tryLstat(file) !== null) requireTrusted('plan', file, trustedUids)
  const read = readWholeFile(file, limits.size)
  if (read.kind === 'read') return parsePlan(file, Buffer.from(read.bytes).toString('utf8'))
  throw new UserError(ExitCode.usage, `unable to read plan ${file}`, {
    reason: read.kind === 'missing' ? 'there is no such file' : read.reason,
    next: 'name a file that --dry-run --out FILE has saved',
  })
}

/** JSON is quick to read, and says nothing of where it is wrong; read as YAML, of which it is a part, it does. */
export function parsePlan(file: string, source: string): SavedPlan {
  const value = parseJson(source)
  const parsed = planSchema.safeParse(value)
  if (parsed.success) return parsed.data
  parseYamlFile({ kind: 'plan', file, limits }, source, planSchema, () => [])
  throw new UserError(ExitCode.usage, `unable to use plan ${file}`, {
    reason: 'it is no JSON',
    next: 'save it anew with --dry-run --out FILE; nothing was touched',
  })
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    return undefined
  }
}

const text = z.string()
const value: z.ZodType<Value> = z.union([text, z.number(), z.boolean(), z.null()])
const absolute = text.startsWith('/', 'must be an absolute path')
const processId = { pid: z.int().min(1), startTime: z.int().min(0) }

const operation = operationShape(z.strictObject)

const step = z.strictObject({
  id: text,
  name: text,
  effect: z.enum(['read', 'reversible', 'irreversible']),
  confirm: z.union([z.boolean(), text]),
  commands: z.array(z.strictObject({ argv: z.array(text), cwd: text })),
  signals: z.array(z.strictObject(processId)),
  links: z.array(
    z.strictObject({
      ...{ name: text, target: text },
      ...{ nameBytes: z.exactOptional(z.base64()), targetBytes: z.exactOptional(z.base64()) },
    }),
  ),
  fidelity: z.enum(['exact', 'predicted', 'unknown']),
  why: text,
  operations: z.array(operation),
})

const command: z.ZodType<SavedCommand> = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('run') }),
  z.strictObject({ name: z.literal('restore'), manifest: absolute }),
  z.strictObject({ name: z.literal('resume'), run: text, manifest: absolute, force: z.boolean() }),
  z.strictObject({
    name: z.literal('repair'),
    services: z.array(text).nullable(),
    maxInterrupt: z.int().min(0).nullable(),
  }),
])

const planSchema: z.ZodType<SavedPlan> = z.strictObject({
  schema: z.literal(planSchemaName, `must be ${planSchemaName}`),
  created: z.iso.datetime(),
  host: text,
  bootId: text,
  command,
  runbook: z.strictObject({ name: text, file: text, digest: text.regex(/^[0-9a-f]{64}$/) }),
  parameters: z.record(text, value),
  restartMethod: text.nullable(),
  restart: z.strictObject({ method: text, target: text.nullable() }),
  serviceDirectory: z.strictObject({
    path: absolute,
    id: text,
    entries: z.array(z.strictObject({ name: text, is: text })),
  }),
  processes: z.array(z.strictObject({ part: text, ...processId })).nullable(),
  steps: z.array(step),
})
