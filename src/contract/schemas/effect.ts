import { z } from 'zod'
import { severity, text, time, verdict } from './parts.js'

const noted = {
  id: text,
  severity,
  service: text.nullable().describe('null: the finding is about svscan.'),
  message: text,
  causedBy: z.exactOptional(text),
}

const state = z.enum(['up', 'down', 'paused', 'up, wanted down', 'up, once', 'down, wanted up'])

const service = z.strictObject({
  name: text.describe('nginx, or nginx/log.'),
  role: z.enum(['service', 'log']),
  before: state,
  after: state.nullable().describe('null: nobody looked at the end.'),
  absences: z
    .array(
      z.strictObject({
        from: time.describe('When its process ended.'),
        to: time
          .nullable()
          .describe('When the next one was started; null: it was not back at the last look.'),
        durationMs: z.number().min(0).nullable(),
        exact: z
          .boolean()
          .describe('supervise or the kernel has noted both. Otherwise it was away at most so long.'),
      }),
    )
    .describe('When it was away.'),
})

/** What a run did to the services. `run-finished` and `svreset runs RUN --json` show the same value. */
export const effectSchema = z.strictObject({
  run: text,
  ending: z.enum(['done', 'failed', 'stopped', 'refused', 'undone', 'restored', 'cut-off']),
  verdict: z.strictObject({ before: verdict.nullable(), after: verdict.nullable() }),
  findings: z.strictObject({
    before: z.array(z.strictObject(noted)).nullable(),
    after: z
      .array(z.strictObject({ ...noted, advice: text }))
      .nullable()
      .describe('What is left to a person.'),
  }),
  services: z.array(service).describe('Those that had a link when the run began.'),
  killed: z
    .array(z.strictObject({ what: text, pid: z.number().nullable(), step: text }))
    .describe('With SIGKILL.'),
  steps: z.strictObject({
    done: z.int(),
    unchanged: z.int().describe('They had nothing to do.'),
    skipped: z.int(),
    failed: z.int(),
    cutOff: z.int(),
    notReached: z.int(),
  }),
})
