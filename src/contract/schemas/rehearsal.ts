import { z } from 'zod'
import { type Immutable, milliseconds, runStatus, severity, text, time, verdict } from './parts.js'

export type RehearsalJson = Immutable<z.infer<typeof rehearsalSchema>>
export type Span = Immutable<z.infer<typeof span>>

const span = z.strictObject({
  ms: milliseconds.describe('As it went in the copy.'),
  leastMs: milliseconds,
  mostMs: milliseconds.nullable().describe('null: nobody can tell.'),
})

const why = text.describe('What the prediction rests on.')

const step = z.strictObject({
  step: text,
  name: text,
  status: z
    .enum(['done', 'unchanged', 'skipped', 'failed', 'cut-off', 'not-reached'])
    .describe('How it ended in the copy.'),
  asks: z.union([z.boolean(), text]).describe('Whether svreset would ask first. A text is the question.'),
  predicted: span.nullable().describe('null: it did not end in the copy.'),
  why,
  lastMs: milliseconds.nullable().describe('How long it took on the system itself when it was last done.'),
  error: text.nullable(),
})

const away = z.strictObject({
  service: text,
  predicted: span.nullable().describe('null: it would not be back.'),
  why,
})

const attempt = z.strictObject({
  command: text,
  exitCode: z.int(),
  status: runStatus.nullable().describe('null: the command did not come to its end.'),
  shape: z
    .boolean()
    .describe('Every link of the system is in place afterwards, and every service as it was.'),
  says: text,
})

/** What `svreset rehearse --json` prints. */
export const rehearsalSchema = z.strictObject({
  schema: z.literal('svreset/rehearsal/1', 'must be svreset/rehearsal/1'),
  time,
  host: text,
  serviceDirectory: text.describe('The svscan directory.'),
  runbook: text,
  seen: time.describe('When the system was looked at.'),
  services: z.int().min(0).describe('How many the copy has. All of their programs are stand-ins.'),
  status: runStatus.nullable().describe('How the run ended in the copy; null: it was killed.'),
  exitCode: z.int(),
  refusal: z
    .strictObject({ message: text, reason: text, next: text })
    .nullable()
    .describe('Why the run would be refused, and what to mend before.'),
  verdict: z.strictObject({ before: verdict.nullable(), after: verdict.nullable() }),
  steps: z.array(step),
  downtime: span
    .nullable()
    .describe('From the first service that goes to the last one that is back; null: none goes.'),
  away: z.array(away),
  killed: z.array(text).describe('What would be killed (SIGKILL).'),
  left: z.array(
    z.strictObject({ id: text, severity, service: text.nullable(), message: text, advice: text }),
  ),
  unknown: z.array(text).describe('What the copy cannot show.'),
  broken: z
    .strictObject({ how: z.enum(['fail', 'kill', 'hang']), what: text, attempts: z.array(attempt) })
    .nullable()
    .describe('What was broken on purpose, and what brought the copy back.'),
})
