import { z } from 'zod'
import type { Operation } from '../operation.js'
import type { Value } from '../value.js'
import { bytes, type Immutable, processId, text } from './parts.js'

export type StepJson = Immutable<z.infer<typeof stepSchema>>
export type PlanJson = Immutable<z.infer<typeof planSchema>>
type Plan = z.infer<ReturnType<typeof savedPlanSchema>>
/** A Value may be nested to any depth. It is read-only already. */
export type SavedPlan = Immutable<Omit<Plan, 'parameters'>> & Readonly<Pick<Plan, 'parameters'>>

export const stepSchema = z.strictObject({
  id: text,
  name: text,
  effect: z.enum(['read', 'reversible', 'irreversible']),
  confirm: z
    .union([z.boolean(), text])
    .describe('Whether svreset asks first. A text is the question; always: even with --yes.'),
  commands: z.array(z.strictObject({ argv: z.array(text), cwd: text })),
  signals: z.array(z.strictObject(processId)),
  links: z.array(z.strictObject({ name: text, nameBytes: bytes, target: text, targetBytes: bytes })),
  fidelity: z.enum(['exact', 'predicted', 'unknown']).describe('How certain the plan is about this step.'),
  why: text.describe('Why it is not more certain.'),
})

const order = z.strictObject({
  service: text.describe('The service, or its log: nginx/log.'),
  order: z
    .enum(['down', 'once', 'by-hand', 'paused'])
    .describe(
      'down: it stays down. once: it runs once (svc -o). by-hand: it runs although it is normally down.',
    ),
})

const kill = z.strictObject({
  step: text,
  afterMs: z.number(),
  how: z.enum(['kill', 'ask', 'fail']).describe('ask: with --yes it kills. fail: --no-kill.'),
  expected: z.array(text).describe('Whom it is known beforehand to kill.'),
})

/** The plan in the output of `--json`. */
export const planSchema = z.strictObject({
  steps: z.array(stepSchema),
  orders: z.array(order).describe('What people have ordered and the run puts back: svscan would not.'),
  kills: z.array(kill).describe('What has not ended by then is killed (SIGKILL).'),
  interrupted: z.array(
    z.strictObject({
      service: text,
      least: z.number().describe('Seconds.'),
      most: z.number().nullable().describe('Seconds; null: it stays down.'),
      why: text,
    }),
  ),
  untouched: z.array(text).describe('Services that keep running.'),
})

const value: z.ZodType<Value> = z.union([text, z.number(), z.boolean(), z.null()])
const absolute = text.startsWith('/', 'must be an absolute path')

const command = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('run') }),
  z.strictObject({ name: z.literal('restore'), manifest: absolute }),
  z.strictObject({ name: z.literal('resume'), run: text, manifest: absolute, force: z.boolean() }),
  z.strictObject({
    name: z.literal('repair'),
    services: z.array(text).nullable().describe('null: all.'),
    maxInterrupt: z.int().min(0).nullable().describe('null: any number.'),
  }),
])

/**
 * A plan as `--dry-run --out FILE` saves it and `svreset apply FILE` carries it out. In a name that is not UTF-8, each
 * invalid byte is a lone surrogate, U+DC80 to U+DCFF.
 */
export function savedPlanSchema(operation: z.ZodType<Operation>) {
  return z.strictObject({
    schema: z.literal('svreset/plan/1', 'must be svreset/plan/1'),
    created: z.iso.datetime().describe('UTC, to the millisecond.'),
    host: text,
    bootId: text.describe('A plan is for one boot of one machine.'),
    command: command.describe('The command. svreset without a command is a run of the runbook reset.'),
    runbook: z.strictObject({
      name: text,
      file: text.describe('The name of a runbook that comes with svreset, or an absolute path.'),
      digest: text.regex(/^[0-9a-f]{64}$/).describe('sha256 of the file, in hexadecimal.'),
    }),
    parameters: z.record(text, value).describe('Every parameter of the runbook.'),
    restartMethod: text.nullable().describe('The choice of the operator; null: svreset finds out.'),
    restart: z
      .strictObject({ method: text, target: text.nullable() })
      .describe('How svscan will be restarted.'),
    serviceDirectory: z.strictObject({
      path: absolute,
      id: text.describe('Its device and inode.'),
      entries: z.array(
        z.strictObject({ name: text, is: text.describe('In words: a link to /usr/local/nginx.') }),
      ),
    }),
    processes: z
      .array(z.strictObject({ part: text, ...processId }))
      .nullable()
      .describe('svscan, its surroundings, and every supervise; null: the plan stops nothing.'),
    orders: z.array(order).describe('What people had ordered. apply refuses the plan if that has changed.'),
    steps: z.array(
      stepSchema.extend({
        operations: z.array(operation).describe('The operations of the step. apply compares them.'),
      }),
    ),
  })
}
