import { z } from 'zod'
import type { Act } from '../contract/operation.js'
import type { Seen } from '../contract/snapshot.js'
import type { JournalEntry, JournalRecord } from '../journal/journal.js'
import type { LinkRecord } from '../system/link-record.js'
import type { Process } from '../system/process.js'
import type { Launch } from '../system/surroundings.js'
import type { Entry, RunFile, ServiceDirectory } from '../system/system.js'

/**
 * The shapes of journal records. `resume` acts on journals that are trusted; whoever only reads one must bear
 * what anybody may have written there, or a later version.
 */
export function toJournalRecord(value: unknown): JournalRecord | null {
  try {
    return record.parse(value)
  } catch {
    // Not of this shape; or, made by hand, nested deeper than the stack.
    return null
  }
}

type OneOf<T, K extends keyof T, V> = z.ZodType<Extract<T, Record<K, V>>>

const number = z.number()
/** Milliseconds, at most three years: what is taken from a time must leave a time. */
const duration = z.number().min(0).max(1e11)
const text = z.string()
const processId = z.object({ pid: number, startTime: number })

const linkRecord: z.ZodType<LinkRecord> = z.object({
  ...{ name: text, target: text, directory: text.nullable() },
  ...{ uid: number, gid: number, modified: text },
})

const launch: z.ZodType<Launch> = z.object({
  argv: z.array(text),
  directory: text,
  environment: z.record(z.string(), text).nullable(),
  limits: z.record(z.string(), text),
  umask: number,
  user: z.object({ uid: number, gid: number, groups: z.array(number) }).nullable(),
})

const pipeEnd = z.object({ process: processId, descriptor: number })

/** A kind of act that is missing here does not compile. */
const acts: { readonly [K in Act['act']]: OneOf<Act, 'act', K> } = {
  record: z.object({ act: z.literal('record'), links: z.array(linkRecord) }),
  unlink: z.object({ act: z.literal('unlink'), link: linkRecord }),
  link: z.object({ act: z.literal('link'), link: linkRecord }),
  command: z.object({
    act: z.literal('command'),
    argv: z.array(text),
    cwd: text,
    env: z.exactOptional(z.record(z.string(), text)),
    timeout: z.exactOptional(number),
  }),
  signal: z.object({
    act: z.literal('signal'),
    signal: z.enum(['SIGTERM', 'SIGKILL', 'SIGSTOP', 'SIGCONT']),
    process: processId,
    what: text,
  }),
  control: z.object({ act: z.literal('control'), orders: text, process: processId, what: text }),
  hold: z.object({ act: z.literal('hold'), process: processId }),
  release: z.object({ act: z.literal('release') }),
  'undo-by': z.object({
    act: z.literal('undo-by'),
    get acts() {
      return z.array(anyAct)
    },
  }),
  start: z.object({ act: z.literal('start'), launch }),
  attach: z.object({
    ...{ act: z.literal('attach'), argv: z.array(text), like: processId },
    ...{ input: pipeEnd.nullable(), output: pipeEnd.nullable() },
  }),
  'await-scan': z.object({ act: z.literal('await-scan'), svscan: processId, lead: number }),
  drain: z.object({ act: z.literal('drain'), process: processId, what: text }),
  salvage: z.object({ act: z.literal('salvage'), process: processId, what: text }),
  'clear-title': z.object({ act: z.literal('clear-title'), process: processId, text }),
  limit: z.object({
    ...{ act: z.literal('limit'), process: processId, what: text },
    ...{ openFiles: text, before: text },
  }),
}

const anyAct: z.ZodType<Act> = z.union(Object.values(acts))

const operator = z.object({ uid: number, user: text, sudoUser: z.exactOptional(text) })

const session = {
  bootId: text,
  operator,
  pid: number,
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

const serviceDirectory: z.ZodType<ServiceDirectory> = z.object({
  path: text,
  id: text,
  ...mayWrite,
  run: runFile,
  normallyDown: z.boolean(),
  status: z
    .object({
      pid: number,
      paused: z.boolean(),
      want: z.enum(['up', 'down']).nullable(),
      changed: number,
      stage: z.enum(['stopped', 'starting', 'started', 'running', 'stopping', 'failed']).nullable(),
      log: z.object({ pid: number, paused: z.boolean() }).nullable(),
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

type SeenEntry = Omit<Entry, 'link'> & Pick<Seen['entries'][number], 'link'>

const entry: z.ZodType<SeenEntry> = z.object({
  name: text,
  kind: z.enum(['link', 'directory', 'other']),
  changed: number,
  link: z
    .object({ target: text, uid: number, gid: number, modifiedMicroseconds: text.regex(/^-?\d{1,20}$/) })
    .nullable(),
  directory: serviceDirectory.nullable(),
  problem: text.nullable(),
})

const process: z.ZodType<Process> = z.object({
  ...{ pid: number, startTime: number, parent: number, processGroup: number, session: number },
  ...{ terminal: number, state: text, command: text, arguments: z.array(text), uid: number },
  workingDirectory: z.object({ path: text, deleted: z.boolean(), id: text }).nullable(),
  descriptors: z.record(z.string(), text),
})

const seen: z.ZodType<Seen> = z.object({
  ...{ time: number, ticks: number, ticksPerSecond: number, host: text, bootId: text },
  serviceDirectory: z.object({ path: text, id: text, ...mayWrite }),
  entries: z.array(entry),
  processes: z.array(process).refine(hasRoots),
})

/** Whoever draws them goes from parent to child: nobody may be his own ancestor. */
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

/** A kind of record that is missing here does not compile. */
const entries: { readonly [K in JournalEntry['event']]: OneOf<JournalEntry, 'event', K> } = {
  started: z.object({
    event: z.literal('started'),
    run: text,
    runbook: z.object({ name: text, digest: text, title: z.exactOptional(text) }),
    serviceDirectory: z.object({ path: text, id: text }),
    ...session,
  }),
  seen: z.object({ event: z.literal('seen'), seen }),
  resumed: z.object({ event: z.literal('resumed'), ...session }),
  restoring: z.object({ event: z.literal('restoring'), ...session }),
  intent: z.object({ event: z.literal('intent'), step: text, acts: z.array(anyAct) }),
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
  }),
  closed: z.object({ event: z.literal('closed'), how: z.enum(['done', 'undone', 'restored', 'untouched']) }),
  ended: z.object({
    event: z.literal('ended'),
    status,
    exitCode: number,
    links: z.enum(['in-place', 'removed', 'partly-restored']),
    left: seen,
  }),
}

const time = z.object({ time: text.refine(value => !Number.isNaN(Date.parse(value))) })

const record: z.ZodType<JournalRecord> = z.intersection(time, z.union(Object.values(entries)))
