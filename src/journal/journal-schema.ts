import { z } from 'zod'
import type { Snapshot } from '../contract/snapshot.js'
import { operationShape } from '../runbook/operations/shapes.js'
import { type Disbelief, families, type Process } from '../system/process.js'
import type { Entry, RunFile, ServiceDirectory } from '../system/system.js'
import { type JournalEntry, type JournalLine, journalSchema } from './journal-entry.js'

/**
 * The shapes of journal entries. Code that acts on a journal refuses any other shape. Code that only reads one must bear
 * whatever anybody, or another version, may have written there.
 */
export function toJournalLine(value: unknown): JournalLine | null {
  try {
    return record.parse(value)
  } catch {
    // It does not have this shape; or somebody made it by hand, and it is nested deeper than the stack.
    return null
  }
}

type OneOf<T, K extends keyof T, V> = z.ZodType<Extract<T, Record<K, V>>>

const number = z.number()
/** Milliseconds, at most three years: a time minus this must still be a time. */
const duration = z.number().min(0).max(1e11)
const text = z.string()
const operation = operationShape(z.object)

const operator = z.object({ uid: number, user: text, sudoUser: z.exactOptional(text) })

const session = {
  bootId: text,
  operator,
  pid: number,
  command: z.exactOptional(z.array(text)),
  machine: z.exactOptional(z.object({ kernel: text, init: text, node: text, svreset: text })),
  steps: z.exactOptional(z.array(z.object({ id: text, name: text }))),
}

const mayWrite = { mode: number, uid: number, gid: number }

const runFile: z.ZodType<RunFile> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('executable'),
    ...mayWrite,
    interpreter: z.object({ path: text, usable: z.boolean() }).nullable(),
  }),
  z.object({ kind: z.literal('not-executable'), ...mayWrite }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('unreadable'), reason: text }),
])

const stage = z.enum(['stopped', 'starting', 'started', 'running', 'stopping', 'failed'])

const serviceDirectory: z.ZodType<ServiceDirectory> = z.object({
  path: text,
  id: text,
  ...mayWrite,
  run: runFile,
  normallyDown: z.boolean(),
  keptDownBy: z.exactOptional(text),
  status: z
    .object({
      pid: number,
      paused: z.boolean(),
      want: z.enum(['up', 'down']).nullable(),
      changed: number,
      // Earlier versions did not note it.
      ordered: number.nullable().default(null),
      stage: stage.nullable(),
      log: z
        .object({
          pid: number,
          paused: z.boolean(),
          // Earlier versions noted no more than these two.
          want: z.enum(['up', 'down']).nullable().default(null),
          changed: number.default(0),
          ordered: number.nullable().default(null),
          stage: stage.nullable().default(null),
        })
        .nullable(),
      finishing: z.exactOptional(z.boolean()),
    })
    .nullable(),
  statusProblem: text.nullable(),
  statusMalformed: z.boolean(),
  control: z.boolean().nullable(),
  logProblem: text.nullable(),
  get log() {
    return serviceDirectory.nullable()
  },
})

type SnapshotEntry = Omit<Entry, 'link'> & Pick<Snapshot['entries'][number], 'link'>

const entry: z.ZodType<SnapshotEntry> = z.object({
  name: text,
  kind: z.enum(['link', 'directory', 'other']),
  changed: number,
  link: z
    .object({ target: text, uid: number, gid: number, modifiedMicroseconds: text.regex(/^-?\d{1,20}$/) })
    .nullable(),
  directory: serviceDirectory.nullable(),
  problem: text.nullable(),
})

const disbelief: z.ZodType<Disbelief> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), uid: number }),
  z.object({ kind: z.literal('set-id'), path: text }),
  z.object({ kind: z.literal('elsewhere'), root: text.nullable() }),
  z.object({ kind: z.literal('changeable'), path: text, who: text }),
])

const process: z.ZodType<Process> = z.object({
  ...{ pid: number, startTime: number, parent: number, processGroup: number, session: number },
  ...{ terminal: number, state: text, command: text, arguments: z.array(text), uid: number },
  workingDirectory: z.object({ path: text, deleted: z.boolean(), id: text }).nullable(),
  descriptors: z.record(z.string(), text),
  impostor: z.exactOptional(disbelief),
  relative: z.exactOptional(
    z.object({ family: z.enum(families), is: z.enum(['scanner', 'supervisor']), keeps: z.array(text) }),
  ),
})

const snapshot: z.ZodType<Snapshot> = z.object({
  ...{ time: number, ticks: number, ticksPerSecond: number, host: text, bootId: text },
  svscanDirectory: z.object({ path: text, id: text, ...mayWrite }),
  entries: z.array(entry),
  processes: z.array(process).refine(hasRoots),
})

/** The drawing goes from parent to child: no process may be its own ancestor. */
function hasRoots(processes: readonly Process[]): boolean {
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]))
  const ends = new Set<number | undefined>([undefined])
  return processes.every(({ pid }) => {
    const line = new Set<number>()
    let at: number | undefined = pid
    while (at !== undefined && !ends.has(at)) {
      if (line.has(at)) return false
      line.add(at)
      at = parents.get(at)
    }
    for (const each of line) ends.add(each)
    return true
  })
}

const status = z.enum(['done', 'failed', 'stopped', 'refused'])

const noted = {
  id: text,
  severity: z.enum(['critical', 'warning', 'unknown']),
  service: text.nullable(),
  message: text,
  causedBy: z.exactOptional(text),
}

/** A time that a Date can hold. */
const instant = z.number().min(0).max(8e15)

/** A kind of entry that is missing here does not compile. */
const entries: { readonly [K in JournalEntry['event']]: OneOf<JournalEntry, 'event', K> } = {
  started: z.object({
    event: z.literal('started'),
    run: text,
    schema: z.exactOptional(z.literal(journalSchema)),
    sequence: z.exactOptional(number),
    runbook: z.object({ name: text, digest: text, title: z.exactOptional(text) }),
    svscanDirectory: z.object({ path: text, id: text }),
    ...session,
  }),
  snapshot: z.object({
    event: z.literal('snapshot'),
    snapshot,
    findings: z.exactOptional(z.array(z.object(noted))),
  }),
  resumed: z.object({ event: z.literal('resumed'), ...session }),
  restoring: z.object({ event: z.literal('restoring'), ...session }),
  intent: z.object({ event: z.literal('intent'), step: text, operations: z.array(operation) }),
  command: z.object({
    event: z.literal('command'),
    step: text,
    argv: z.array(text),
    exitCode: number,
    durationMs: duration,
    output: text,
  }),
  outcome: z.object({
    event: z.literal('outcome'),
    step: text,
    status: z.enum(['done', 'unchanged', 'skipped', 'failed']),
    durationMs: duration,
    error: z.exactOptional(text),
    left: z.exactOptional(z.array(operation)),
  }),
  services: z.object({
    event: z.literal('services'),
    changes: z.array(
      z.object({
        name: text,
        at: instant,
        exact: z.boolean(),
        process: z.object({ pid: number, startTime: number }).nullable(),
      }),
    ),
  }),
  closed: z.object({ event: z.literal('closed'), how: z.enum(['done', 'undone', 'restored', 'untouched']) }),
  ended: z.object({
    event: z.literal('ended'),
    status,
    exitCode: number,
    links: z.enum(['in-place', 'removed', 'partly-restored']),
    left: snapshot,
    findings: z.exactOptional(z.array(z.object({ ...noted, advice: text }))),
  }),
}

const time = z.object({ time: text.refine(value => !Number.isNaN(Date.parse(value))) })

const record: z.ZodType<JournalLine> = z.intersection(time, z.union(Object.values(entries)))
