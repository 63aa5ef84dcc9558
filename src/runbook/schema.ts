import { z } from 'zod'

/** The runbook language: what a file may hold. Unknown keys are errors. */
const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, 'must be a lower-case word (letters, digits, - and _)')
const text = z.string().trim().min(1, 'must not be empty')
const wholeReference = z
  .string()
  .regex(/^\$\{[a-z_][a-z0-9_.-]*\}$/, 'must be one reference, such as ${services}')

const parameter = z.strictObject({
  type: z.enum(['string', 'integer', 'boolean', 'duration']),
  default: z.union([z.string(), z.number(), z.boolean()]),
  description: text,
})

const step = z
  .strictObject({
    id: identifier,
    name: text,
    description: text.optional(),
    run: z
      .array(z.string(), 'must be an argv array, such as [svc, -dx, .]')
      .min(1, 'must name a program')
      .optional(),
    uses: text.optional(),
    cwd: text.optional(),
    for_each: wholeReference.optional(),
    as: identifier.optional(),
    effect: z.enum(['read', 'reversible', 'irreversible']).optional(),
    confirm: z.union([z.boolean(), z.literal('always')], 'must be true, false or always').optional(),
    allow_skip: z.boolean().optional(),
    timeout: text.optional(),
    verify: z.strictObject({ uses: text, deadline: text.optional() }).optional(),
  })
  .superRefine((value, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if ((value.run === undefined) === (value.uses === undefined))
      wrong('id', 'a step has exactly one of run and uses')
    if ((value.for_each === undefined) !== (value.as === undefined))
      wrong('id', 'for_each and as go together')
    if (value.uses !== undefined) {
      for (const key of ['cwd', 'for_each', 'verify'] as const) {
        if (value[key] !== undefined) wrong(key, `${key} goes with run, not with uses`)
      }
    }
    if (value.run !== undefined && value.timeout !== undefined)
      wrong('timeout', 'timeout goes with uses; verify has a deadline')
  })

export const runbookSchema = z.strictObject({
  version: z.literal(1, 'must be 1'),
  name: identifier,
  title: text,
  description: text.optional(),
  params: z.record(identifier, parameter).optional(),
  steps: z.array(step).min(1, 'must have a step'),
})

export type RunbookFile = z.infer<typeof runbookSchema>
