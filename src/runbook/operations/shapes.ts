import { z } from 'zod'
import {
  type Operation,
  type OperationKind,
  type OperationOf,
  signalNames,
} from '../../contract/operation.js'
import type { RecordedLink } from '../../system/link-record.js'
import { superviseFileNames } from '../../system/supervise-file.js'
import type { Launch } from '../../system/surroundings.js'

/**
 * The shape of each kind in a file. The reader chooses how objects are made: a saved plan refuses unknown keys
 * (`z.strictObject`); a journal, which may be of a later version, leaves them out (`z.object`). It is apart from the
 * table because nothing else needs zod.
 */
export function operationShape(object: MakeObject): z.ZodType<Operation> {
  const text = z.string()
  const number = z.number()
  const strings = z.record(text, text)
  const process = object({ pid: number, startTime: number })
  const pipe = object({ process, descriptor: number }).nullable()
  const onProcess = { process, what: text }

  const link: z.ZodType<RecordedLink> = object({
    ...{ name: text, target: text, directory: text.nullable() },
    ...{ uid: number, gid: number, modified: text },
  })

  const keptDown = z.array(object({ name: text, directory: text }))

  const outputFile = object({ path: text, id: text }).nullable()
  const launch: z.ZodType<Launch> = object({
    ...{ argv: z.array(text), directory: text, umask: number },
    readproctitle: z.exactOptional(z.array(text)),
    outputs: z.exactOptional(z.tuple([outputFile, outputFile])),
    errorsLost: z.exactOptional(text),
    ...{ environment: strings.nullable(), limits: strings },
    user: object({ uid: number, gid: number, groups: z.array(number) }).nullable(),
  })

  /** A kind that is missing here does not compile. */
  const shapes: { readonly [K in OperationKind]: z.ZodType<OperationOf<K>> } = {
    'write-manifest': object({ kind: z.literal('write-manifest'), links: z.array(link) }),
    unlink: object({ kind: z.literal('unlink'), link }),
    link: object({ kind: z.literal('link'), link }),
    command: object({
      ...{ kind: z.literal('command'), argv: z.array(text), cwd: text },
      ...{ env: z.exactOptional(strings), timeout: z.exactOptional(number) },
    }),
    signal: object({
      ...{ kind: z.literal('signal'), signal: z.enum(signalNames), ...onProcess },
      serves: z.exactOptional(object({ service: text, how: text })),
    }),
    control: object({ kind: z.literal('control'), orders: text, ...onProcess }),
    hold: object({ kind: z.literal('hold'), process }),
    release: object({ kind: z.literal('release') }),
    'add-down': object({ kind: z.literal('add-down'), services: keptDown }),
    'remove-down': object({ kind: z.literal('remove-down'), services: keptDown }),
    'set-aside': object({
      kind: z.literal('set-aside'),
      files: z.array(object({ name: text, directory: text, file: z.enum(superviseFileNames) })),
    }),
    'undo-by': object({ kind: z.literal('undo-by'), operations: z.array(z.lazy(() => operation)) }),
    start: object({ kind: z.literal('start'), launch }),
    attach: object({
      ...{ kind: z.literal('attach'), argv: z.array(text), like: process },
      ...{ input: pipe, output: pipe },
    }),
    'await-scan': object({ kind: z.literal('await-scan'), svscan: process, lead: number }),
    drain: object({ kind: z.literal('drain'), ...onProcess }),
    'end-line': object({ kind: z.literal('end-line'), ...onProcess }),
    'save-unread-lines': object({ kind: z.literal('save-unread-lines'), ...onProcess }),
    'clear-title': object({ kind: z.literal('clear-title'), process, text }),
    limit: object({ kind: z.literal('limit'), openFiles: text, before: text, ...onProcess }),
  }
  const operation: z.ZodType<Operation> = z.union(Object.values(shapes))
  return operation
}

type MakeObject = <Shape extends z.ZodRawShape>(shape: Shape) => z.ZodObject<Shape>
