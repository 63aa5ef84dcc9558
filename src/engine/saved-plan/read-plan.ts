import { z } from 'zod'
import type { SavedPlan } from '../../contract/saved-plan.js'
import { savedPlanSchema } from '../../contract/schemas/plan.js'
import { ExitCode, UserError } from '../../errors.js'
import { operationShape } from '../../runbook/operations/shapes.js'
import { readWholeFile, tryLstat } from '../../system/read.js'
import { requireTrusted } from '../../system/trust.js'
import { parseYamlFile } from '../../yaml/parse-yaml.js'

/** The plan for a thousand services with logs takes 2 MiB. */
const limits = { size: 64 * 1024 * 1024, tokens: 16_000_000 }

/** Throws if the file is not trusted (exit 3) or is not a plan (exit 2), before anything is touched. */
export function readPlan(file: string, trustedUids: readonly number[]): SavedPlan {
  // A missing file is a wrong name, not a question of trust.
  if (tryLstat(file) !== null) requireTrusted('plan', file, trustedUids)
  const read = readWholeFile(file, limits.size)
  if (read.kind === 'read') return parsePlan(file, Buffer.from(read.bytes).toString('utf8'))
  throw new UserError(ExitCode.usage, `unable to read plan ${file}`, {
    reason: read.kind === 'missing' ? 'no such file' : read.reason,
    next: 'name a file that --dry-run --out FILE saved',
  })
}

/** JSON is quick to parse, but its errors have no position. YAML includes JSON, and its errors have one. */
export function parsePlan(file: string, source: string): SavedPlan {
  const value = parseJson(source)
  const parsed = planSchema.safeParse(value)
  if (parsed.success) return parsed.data
  parseYamlFile({ kind: 'plan', file, limits }, source, planSchema, () => [])
  throw new UserError(ExitCode.usage, `unable to use plan ${file}`, {
    reason: 'it is not JSON',
    next: 'save a new plan with --dry-run --out FILE; nothing was touched',
  })
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    return undefined
  }
}

const planSchema: z.ZodType<SavedPlan> = savedPlanSchema(operationShape(z.strictObject))
