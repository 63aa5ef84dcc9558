import { z } from 'zod'
import { effectSchema } from './effect.js'
import { bytes, type Immutable, linksState, runStatus, text, time } from './parts.js'

export type RunsJson = Immutable<z.infer<typeof runsSchema>>
export type PruneJson = Immutable<z.infer<typeof pruneSchema>>
export type RunJson = Immutable<z.infer<typeof runSchema>>

/** The values of a journal are shown as they are: nothing more is known about its numbers. */
const number = z.number()
const processId = { pid: number, startTime: number }

const operator = z.strictObject({ uid: number, user: text, sudoUser: z.exactOptional(text) })

const summary = {
  run: text,
  status: z.enum([
    ...runStatus.options,
    ...['running', 'unfinished', 'cut-off', 'undone', 'restored', 'unreadable'],
  ] as const),
  runbook: z.strictObject({ name: text, title: z.exactOptional(text), digest: text }).nullable(),
  ...{ serviceDirectory: text.nullable(), serviceDirectoryBytes: bytes },
  host: text.nullable(),
  started: time.nullable(),
  lastRecord: time.nullable(),
  durationMs: number.nullable(),
  operator: operator.nullable().describe('Who started the run.'),
  links: linksState.nullable(),
  linksRemovedMs: number
    .nullable()
    .describe('How long links were missing; null: none was missing, or some still are.'),
  directory: text.describe('The directory of its manifest, restore.sh and journal.'),
}

const session = z.strictObject({
  kind: z.enum(['started', 'resumed', 'restoring']),
  operator,
  pid: number,
  command: z.array(text).nullable().describe('What was typed; null: its version did not record this.'),
  machine: z.strictObject({ kernel: text, init: text, node: text, svreset: text }).nullable(),
  started: time,
  lastRecord: time,
  end: z
    .strictObject({ status: runStatus, exitCode: number, links: linksState })
    .nullable()
    .describe('null: it was cut off, or is still running.'),
})

const command = z.union([
  z.strictObject({
    argv: z.array(text),
    cwd: text,
    exitCode: number.nullable(),
    durationMs: number.nullable(),
    output: text.nullable(),
  }),
  z
    .strictObject({ argv: z.array(text), cwd: text, apart: z.literal(true) })
    .describe('It keeps running by itself.'),
])

const signal = z.union([
  z.strictObject({ signal: text, ...processId, what: text }),
  z
    .strictObject({ orders: text, ...processId, what: text })
    .describe('Orders to a supervise, with the letters of svc.'),
])

const links = z.array(z.strictObject({ name: text, nameBytes: bytes, target: text, targetBytes: bytes }))

const step = z.strictObject({
  id: text,
  name: text,
  session: number.describe('The number of the session, from 0.'),
  status: z.enum(['done', 'unchanged', 'skipped', 'failed', 'cut-off']),
  started: time,
  durationMs: number.nullable(),
  error: text.nullable(),
  commands: z.array(command),
  signals: z.array(signal),
  linksRemoved: links,
  linksCreated: links,
})

const picture = z.strictObject({
  time,
  processes: z.array(
    z.strictObject({
      ...{ ...processId, parent: number, state: text, uid: number },
      ...{ command: text, arguments: z.array(text) },
    }),
  ),
})

export const runsSchema = z.strictObject({
  schema: z.literal('svreset/runs/1'),
  runs: z.array(z.strictObject(summary)),
})

export const runSchema = z.strictObject({
  schema: z.literal('svreset/run/1'),
  ...summary,
  sessions: z
    .array(session)
    .describe('Who worked on it. The first session started the run, the others resumed it.'),
  steps: z.array(step).describe('Every attempt at a step, in order of time.'),
  before: picture.nullable(),
  after: picture.nullable(),
  effect: effectSchema.nullable().describe('What it did to the services; null: its journal has no entry.'),
  next: z.array(z.strictObject({ command: text, does: text })).describe('What to do now.'),
  damage: z
    .strictObject({
      journal: text.nullable().describe('Why svreset cannot read it.'),
      lines: z.array(number),
      torn: z.boolean().describe('The last line is incomplete.'),
      unknownRecords: number,
    })
    .describe('What svreset could not read of the journal.'),
})

export const pruneSchema = z.strictObject({
  schema: z.literal('svreset/prune/1'),
  dryRun: z.boolean().describe('true: nothing was removed.'),
  removed: z
    .array(text)
    .describe('The ids of the runs that were removed; of a dry run, those that would be.'),
  kept: z.array(z.strictObject({ run: text, reason: text })),
})
