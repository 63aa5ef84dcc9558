import { stringify } from 'yaml'
import { z } from 'zod'
import type { DirectoryIdentity } from '../system/held-directory.js'
import type { RecordedLink } from '../system/link-record.js'
import { parseMicroseconds } from '../system/link-time.js'
import type { RecordedService } from '../system/service-record.js'
import { decodeBytes, encodeBytes, isUtf8 } from '../text/bytes.js'
import { printable } from '../text/quote.js'
import { parseYamlFile } from '../yaml/parse-yaml.js'
import type { ValueProblem } from '../yaml/problem.js'

/** The undo manifest: every link as it was. Format: svreset/manifest/1. */
export interface Manifest {
  readonly run: string
  readonly created: string
  readonly host: string
  readonly bootId: string
  readonly operator: Operator
  readonly serviceDirectory: string
  /** The identity of that directory, whatever its name leads to later. Absent in manifests of earlier versions. */
  readonly identity?: DirectoryIdentity | undefined
  /** The number of the run in its state directory, because clocks jump. Absent in manifests of earlier versions. */
  readonly sequence?: number | undefined
  readonly links: readonly RecordedLink[]
  /** Absent in manifests of earlier versions. */
  readonly services?: readonly RecordedService[] | undefined
}

export interface Operator {
  readonly uid: number
  readonly user: string
  readonly sudoUser?: string
}

const schemaName = 'svreset/manifest/1'

export function formatManifest(manifest: Manifest): string {
  const { run, created, host, bootId, operator, identity, sequence, links, services } = manifest
  const head = {
    schema: schemaName,
    run,
    ...(sequence === undefined ? {} : { sequence }),
    created,
    host,
    bootId,
    operator,
    ...named('serviceDirectory', manifest.serviceDirectory),
    ...(identity === undefined ? {} : { identity }),
  }
  return [
    toYaml(head),
    list('links', links.map(linkFields)),
    ...(services === undefined ? [] : [list('services', services.map(serviceFields))]),
  ].join('')
}

/** One item at a time: the tree that `yaml` builds for a thousand links at once takes 30 MB. */
function list(key: string, items: readonly object[]): string {
  if (items.length === 0) return toYaml({ [key]: [] })
  return `${key}:\n${items.map(item => indent(toYaml([item]))).join('')}`
}

function serviceFields({ name, directory, ...states }: RecordedService): object {
  return { ...named('name', name), ...named('directory', directory), ...states }
}

function linkFields({ name, target, directory, uid, gid, modified }: RecordedLink): object {
  return {
    ...named('name', name),
    ...named('target', target),
    directory: directory === null ? null : isUtf8(directory) ? directory : printable(directory),
    uid,
    gid,
    mtime: modified,
  }
}

function toYaml(value: unknown): string {
  // No block scalars: the indentation of a line could hide a leading blank of the name.
  return stringify(value, { lineWidth: 0, version: '1.2', blockQuote: false })
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}

/** A text that is not UTF-8 has base64 beside a readable form. */
function named(key: string, text: string): Record<string, string> {
  if (isUtf8(text)) return { [key]: text }
  return { [key]: printable(text), [`${key}Bytes`]: encodeBytes(text).toString('base64') }
}

const base64 = z.base64('must be base64')
const id = z.int().min(0)
/** As text: it may be greater than the greatest safe number. */
const digits = z.string().regex(/^\d{1,20}$/, 'must be a number in quotes')

const link = z.strictObject({
  name: z.string(),
  nameBytes: base64.optional(),
  target: z.string(),
  targetBytes: base64.optional(),
  directory: z.string().nullable(),
  uid: id,
  gid: id,
  mtime: z
    .string()
    .refine(
      text => parseMicroseconds(text) !== null,
      'must be a UTC time such as 2026-08-03T10:00:00.000000Z',
    ),
})

const service = z.strictObject({
  name: z.string(),
  nameBytes: base64.optional(),
  directory: z.string().startsWith('/', 'must be an absolute path'),
  directoryBytes: base64.optional(),
  state: z.enum(['up', 'down', 'unsupervised']),
  want: z.enum(['up', 'down', 'once']).nullable(),
  paused: z.boolean(),
  normally: z.enum(['up', 'down']),
})

const manifestSchema = z.strictObject({
  schema: z.literal(schemaName, `must be ${schemaName}`),
  run: z.string(),
  sequence: id.optional(),
  created: z.string(),
  host: z.string(),
  bootId: z.string(),
  operator: z.strictObject({ uid: id, user: z.string(), sudoUser: z.string().optional() }),
  serviceDirectory: z.string().startsWith('/', 'must be an absolute path'),
  serviceDirectoryBytes: base64.optional(),
  identity: z.strictObject({ device: digits, inode: digits, uid: id }).optional(),
  links: z.array(link),
  services: z.array(service).optional(),
})

/** A link takes some 15 words and signs, and at most 5 KB: enough for ten thousand links. */
const limits = { size: 16 * 1024 * 1024, tokens: 1_000_000 }

/** Throws a UserError (exit code 2) with file, line and column of every problem. */
export function parseManifest(file: string, source: string): Manifest {
  const value = parseYamlFile({ kind: 'manifest', file, limits }, source, manifestSchema, checkNames)
  const { run, created, host, bootId, operator } = value
  return {
    run,
    created,
    host,
    bootId,
    operator: {
      uid: operator.uid,
      user: operator.user,
      ...(operator.sudoUser === undefined ? {} : { sudoUser: operator.sudoUser }),
    },
    serviceDirectory: text(value.serviceDirectory, value.serviceDirectoryBytes),
    identity: value.identity,
    sequence: value.sequence,
    links: value.links.map(entry => ({
      name: text(entry.name, entry.nameBytes),
      target: text(entry.target, entry.targetBytes),
      directory: entry.directory,
      uid: entry.uid,
      gid: entry.gid,
      modified: entry.mtime,
    })),
    services: value.services?.map(({ nameBytes, directoryBytes, ...entry }) => ({
      ...entry,
      name: text(entry.name, nameBytes),
      directory: text(entry.directory, directoryBytes),
    })),
  }
}

function text(readable: string, bytes: string | undefined): string {
  return bytes === undefined ? readable : decodeBytes(Buffer.from(bytes, 'base64'))
}

function checkNames(value: z.infer<typeof manifestSchema>): ValueProblem[] {
  const seen = new Set<string>()
  return value.links.flatMap((entry, index): ValueProblem[] => {
    const name = text(entry.name, entry.nameBytes)
    const target = text(entry.target, entry.targetBytes)
    const path = ['links', index, 'name']
    const duplicate = seen.has(name)
    seen.add(name)
    if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) {
      return [
        {
          code: 'bad-name',
          path,
          message: `${JSON.stringify(name)} is not the name of a link: it must be one path component`,
        },
      ]
    }
    if (encodeBytes(name).length > 255)
      return [{ code: 'bad-name', path, message: 'the name is longer than 255 bytes' }]
    if (duplicate)
      return [{ code: 'bad-name', path, message: `the name ${JSON.stringify(name)} is used twice` }]
    if (target === '' || target.includes('\0'))
      return [
        { code: 'bad-target', path: ['links', index, 'target'], message: 'a link cannot have this target' },
      ]
    return []
  })
}
