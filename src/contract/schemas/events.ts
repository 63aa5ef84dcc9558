import { z } from 'zod'
import { effectSchema } from './effect.js'
import {
  type Immutable,
  linksState,
  milliseconds,
  runStatus,
  severity,
  text,
  time,
  verdict,
} from './parts.js'
import { planSchema } from './plan.js'

export type EventJson = Immutable<z.infer<typeof eventSchema>>

function event<Name extends string, Shape extends z.core.$ZodLooseShape>(name: Name, shape: Shape) {
  return z.strictObject({ event: z.literal(name), time, ...shape })
}

const service = text.nullable().describe('null: the finding is about svscan.')
const named = z.array(z.strictObject({ id: text, service }))

const remedy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cure'), says: text }).describe('This repair cures it.'),
  z.strictObject({ kind: z.literal('person'), says: text }).describe('Only a person can cure it.'),
  z
    .strictObject({ kind: z.literal('reset'), urgent: z.boolean(), says: text })
    .describe('Only a reset cures it.'),
  z.strictObject({ kind: z.literal('follows') }).describe('It is cured together with its cause.'),
])

const numberedStep = { step: text, number: z.int().min(1).nullable() }

const resumes = z
  .strictObject({
    by: text,
    begun: time,
    lastBy: text.describe('Who was the last to work on the run.'),
    lastRecord: time,
    ended: runStatus.nullable().describe('null: it was cut off.'),
    stoppedAt: z.strictObject({ ...numberedStep, finished: z.boolean() }).nullable(),
    done: z.array(z.strictObject(numberedStep)),
    before: z.int().min(0).describe('How many steps come before the first one of the plan.'),
    of: z.int().min(0).describe('How many steps the run has in all.'),
    changes: z.array(text).describe('What somebody else has changed since.'),
  })
  .describe('Only if an interrupted run is resumed: where it was left.')

/** One line of the output of a command that acts, with `--json`. */
export const eventSchema = z.discriminatedUnion('event', [
  event('findings', {
    verdict,
    findings: z.array(
      z.strictObject({ id: text, severity, message: text, service, causedBy: z.exactOptional(text), remedy }),
    ),
  }).describe('The findings of a repair, before anything is done.'),
  event('run-started', {
    run: text.describe('The id of the run: the name of its directory in the state directory.'),
    runbook: text,
    serviceDirectory: text.describe('The svscan directory.'),
    dryRun: z.boolean(),
    plan: planSchema,
    resumes: z.exactOptional(resumes),
  }),
  event('step-started', { step: text, index: z.int().min(0), of: z.int().min(0) }),
  event('command', {
    step: text,
    argv: z.array(text),
    cwd: text,
    exitCode: z.int(),
    durationMs: milliseconds,
  }).describe('A command has ended.'),
  event('progress', {
    step: text,
    done: z.int().min(0),
    total: z.int().min(0),
    waitingFor: z.array(text),
    next: z.exactOptional(
      z
        .strictObject({ afterMs: milliseconds, does: z.enum(['ask', 'kill', 'fail']) })
        .describe('What happens when the wait has lasted so long.'),
    ),
  }),
  event('step-finished', {
    step: text,
    status: z.enum(['done', 'unchanged', 'skipped', 'failed']),
    durationMs: milliseconds,
    error: text.nullable(),
  }),
  event('run-finished', {
    run: text.describe('Empty: there was nothing to do.'),
    status: runStatus,
    manifest: text.nullable().describe('The path of the undo manifest; null: there is none.'),
    links: linksState,
    next: text.describe('What the operator can do now, one line each.'),
    effect: effectSchema.nullable().describe('What the run did to the services; null: it did nothing.'),
    cured: z.exactOptional(named.describe('Only for a repair.')),
    left: z.exactOptional(named.describe('Only for a repair: found before and after it.')),
    new: z.exactOptional(named.describe('Only for a repair: found only after it.')),
  }),
  event('detached', { run: text }).describe('The run continues in the background. This is the last line.'),
])
