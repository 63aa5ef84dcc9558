import { z } from 'zod'
import { type Immutable, milliseconds, text, time } from './parts.js'

export type LookJson = Immutable<z.infer<typeof lookSchema>>
export type LookDirectory = Immutable<z.infer<typeof directory>>
export type LookPart = Immutable<z.infer<typeof part>>

/** PATH_MAX and NAME_MAX, in characters: no name that a system has is longer. */
const path = text
  .max(4095)
  .refine(isPlainPath, 'must be an absolute path without . and .. and without empty parts')
const name = text.max(255).refine(isName, 'must be a name without a slash, and not . or ..')
const id = z.int().min(0).max(4_294_967_294)
const mode = z.int().min(0).max(0o7777)

/** The program of a service. What it holds, and its arguments, are not kept. */
const run = z
  .enum(['executable', 'not-executable', 'missing', 'bad-interpreter', 'unknown'])
  .describe('What is known of the file run. Its text is never kept.')

const part = z.strictObject({
  path,
  ...{ mode, uid: id, gid: id, run },
  normally: z.enum(['up', 'down']).describe('down: it has a file down.'),
  state: z.enum(['up', 'down', 'unsupervised']),
  want: z.enum(['up', 'down', 'once']).nullable().describe('The last order; null: unknown.'),
  paused: z.boolean(),
  ignoresTerm: z.boolean().describe('Its process ignores SIGTERM, or holds it back.'),
  children: z.int().min(0).max(1000).describe('How many processes are below its own.'),
  arguments: z.exactOptional(z.array(text.max(4096)).max(256)).describe('Only with --with-arguments.'),
})

const directory = part.extend({ log: part.nullable() })

const entry = z.strictObject({
  name,
  kind: z
    .enum(['link', 'directory', 'other', 'out'])
    .describe('out: it has no link, and its supervise still runs.'),
  target: text.min(1).max(4095).refine(isWhole, 'must not hold a zero byte').nullable(),
  uid: id,
  gid: id,
  directory: directory.nullable().describe('null: the link leads to no directory.'),
})

const known = z.strictObject({
  name: text.max(4096).describe('nginx, or nginx/log.'),
  stopMs: milliseconds.max(86_400_000).describe('From the order to the end of its process.'),
  killed: z.boolean().describe('It did not stop, and was killed (SIGKILL).'),
})

const history = z.strictObject({
  run: text.max(256).describe('The id of the run.'),
  runbook: text.max(256),
  steps: z.array(z.strictObject({ step: text.max(256), ms: milliseconds })).max(1000),
  services: z.array(known).max(20_000),
})

/**
 * The shape of a system, as `svreset check --save` keeps it and `svreset rehearse --from` reads it. In a name that is not
 * UTF-8, each invalid byte is a lone surrogate, U+DC80 to U+DCFF.
 */
export const lookSchema = z.strictObject({
  schema: z.literal('svreset/look/1', 'must be svreset/look/1'),
  time,
  host: text.max(255),
  serviceDirectory: z.strictObject({ path, mode, uid: id, gid: id }).describe('The svscan directory.'),
  svscan: z
    .strictObject({
      started: z.enum(['svscanboot', 'svscan']).describe('svscan: there is no svscanboot above it.'),
      method: text
        .max(64)
        .nullable()
        .describe('How it is kept running; null: not known, or in several ways.'),
      respawns: z.boolean().describe('It is started again when it ends.'),
    })
    .nullable()
    .describe('null: none runs.'),
  entries: z.array(entry).max(10_000),
  findings: z.array(z.strictObject({ id: text.max(64), service: text.max(4096).nullable() })).max(20_000),
  history: z.array(history).max(16).describe('What the newest run of each runbook has measured.'),
})

function isPlainPath(path: string): boolean {
  const [first, ...parts] = path.split('/')
  return first === '' && parts.every(isName)
}

function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && isWhole(name)
}

function isWhole(text: string): boolean {
  return !text.includes('\0')
}
