import type { z } from 'zod'
import { didYouMean, type ValueProblem } from './problem.js'

/** The schema's problems in svreset's words. Each unknown key is a problem of its own, with the likely key. */
export function schemaProblems(issues: readonly z.core.$ZodIssue[], schema: z.ZodType): ValueProblem[] {
  return issues.flatMap((issue): ValueProblem[] => {
    const { path } = issue
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, path)
      return issue.keys.map(key => ({
        code: 'unknown-key',
        path: [...path, key],
        key: true,
        message: `unknown key '${key}'${didYouMean(key, known)}`,
      }))
    }
    const name = String(path.at(-1) ?? 'the file')
    const subject = typeof path.at(-1) === 'number' ? `${String(path.at(-2))}[${name}]` : name
    return [{ code: codeOf(issue), path, message: `${subject} ${issue.message}` }]
  })
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.message === 'is missing') return 'missing-key'
  return issue.code === 'invalid_type' || issue.code === 'invalid_union' ? 'wrong-type' : 'bad-value'
}

/** The keys that the schema has at this place. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  let at = bare(schema)
  for (const step of path) {
    if (at?.type === 'object') at = bare(at.shape?.[step as string])
    else if (at?.type === 'array') at = bare(at.element)
    else if (at?.type === 'record') at = bare(at.valueType)
    else return []
  }
  return at?.type === 'object' ? Object.keys(at.shape ?? {}) : []
}

/** The part of zod's own data that is used here. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, unknown>>
  readonly element?: unknown
  readonly valueType?: unknown
  readonly innerType?: unknown
}

function bare(schema: unknown): Definition | undefined {
  const definition = (schema as { readonly def?: Definition } | undefined)?.def
  return definition?.innerType === undefined ? definition : bare(definition.innerType)
}
