import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UserError } from '../../src/errors.js'
import { formatManifest, type Manifest, parseManifest } from '../../src/journal/manifest.js'
import { formatMicroseconds } from '../../src/system/link-time.js'
import { decodeBytes } from '../../src/text/bytes.js'

const bytes = (max: number) =>
  fc
    .uint8Array({ min: 1, max: 255, minLength: 1, maxLength: max })
    .map(array => decodeBytes(Uint8Array.from(array)))
const name = fc
  .oneof(
    bytes(40),
    fc.constantFrom(
      'null',
      '~',
      'true',
      '1e3',
      '0x1',
      '- a',
      '? b',
      ': c',
      '#d',
      '&e',
      '*f',
      '!g',
      '|',
      '>',
      '__proto__',
      '<<',
      '=',
      '-dx',
      ' a ',
      '\ufeff',
    ),
  )
  .filter(text => !/[/\0]/.test(text) && text !== '.' && text !== '..')
const link = fc.record({
  name,
  target: bytes(60),
  directory: fc.option(fc.string({ minLength: 1 })),
  uid: fc.nat(),
  gid: fc.nat(),
  modified: fc.bigInt({ min: -1_000_000_000_000_000n, max: 9_000_000_000_000_000n }).map(formatMicroseconds),
})

function manifestOf(links: Manifest['links'], serviceDirectory = '/etc/service'): Manifest {
  return {
    run: '2026-11-23T15-31-00Z-3f9c',
    created: '2026-11-23T15:31:00.123Z',
    host: 'lingling',
    bootId: '0f5e',
    operator: { uid: 0, user: 'root', sudoUser: 'rachel' },
    serviceDirectory,
    links,
  }
}

const service = fc.record({
  name,
  directory: bytes(60).map(path => `/${path}`),
  state: fc.constantFrom('up' as const, 'down' as const, 'unsupervised' as const),
  want: fc.constantFrom('up' as const, 'down' as const, 'once' as const, null),
  paused: fc.boolean(),
  normally: fc.constantFrom('up' as const, 'down' as const),
})

it('how the services were is read as it was written; an earlier manifest has nothing of it', () => {
  fc.assert(
    fc.property(fc.array(service, { maxLength: 4 }), services => {
      const written = { ...manifestOf([]), services }
      expect(parseManifest('manifest.yaml', formatManifest(written)).services).toEqual(services)
    }),
    { numRuns: 50 },
  )
  expect(parseManifest('manifest.yaml', formatManifest(manifestOf([]))).services).toBeUndefined()
})

it('whatever the names, what was written is what is read', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(link, { maxLength: 8, selector: entry => entry.name }),
      bytes(20),
      (links, directory) => {
        const manifest = manifestOf(links, `/${directory}`)
        const read = parseManifest('m.yaml', formatManifest(manifest))
        // The directory is only for people: not the bytes, but a readable form is kept.
        const comparable = ({ links, ...rest }: Manifest) => ({
          ...rest,
          links: links.map(({ directory, ...entry }) => ({ ...entry, dangling: directory === null })),
        })
        expect(comparable(read)).toEqual(comparable(manifest))
      },
    ),
  )
})

const whole = formatManifest(
  manifestOf([
    { name: 'a', target: '/a', directory: '/a', uid: 0, gid: 0, modified: '2026-08-03T10:00:00.000000Z' },
    { name: 'b', target: '/b', directory: null, uid: 0, gid: 0, modified: '2026-08-03T10:00:00.000000Z' },
  ]),
)

/** All problems of a manifest that is refused. */
function problemsOf(source: string): string {
  try {
    parseManifest('m.yaml', source)
  } catch (error) {
    const { name, exitCode, reason } = error as UserError
    expect([name, exitCode]).toEqual(['UserError', 2])
    return reason ?? ''
  }
  throw new Error('it was taken')
}

describe('refused, with file, line and column', () => {
  const named = (text: string) => whole.replace('name: a\n', `name: ${text}\n`)
  it.each([
    { what: 'the name .', source: named('.'), where: /^m\.yaml:12:11: "\." is not the name of a link/ },
    { what: 'the name ..', source: named('..'), where: /^m\.yaml:12:11: / },
    { what: 'a name with /', source: named('a/b'), where: /^m\.yaml:12:11: / },
    { what: 'a name with NUL', source: named('"a\\0b"'), where: /^m\.yaml:12:11: / },
    { what: 'an empty name', source: named('""'), where: /^m\.yaml:12:11: / },
    { what: 'a name of 256 bytes', source: named('x'.repeat(256)), where: /^m\.yaml:12:11: .*255 bytes/ },
    { what: 'NUL in the bytes', source: named('a\n    nameBytes: YQBi'), where: /^m\.yaml:12:11: / },
    {
      what: 'bytes that are no base64',
      source: named('a\n    nameBytes: "*"'),
      where: /^m\.yaml:13:16: .*base64/,
    },
    { what: 'a name that stands there twice', source: named('b'), where: /^m\.yaml:18:11: .*twice/ },
    { what: 'twice by its bytes', source: named('c\n    nameBytes: Yg=='), where: /twice/ },
    { what: 'an empty target', source: whole.replace('target: /a', 'target: ""'), where: /^m\.yaml:13:13: / },
    {
      what: 'a time that is none',
      source: whole.replace(/mtime: .*/, 'mtime: now'),
      where: /^m\.yaml:17:12: /,
    },
    { what: 'another schema', source: whole.replace('manifest/1', 'manifest/2'), where: /^m\.yaml:1:9: / },
    { what: 'an unknown field', source: named('a\n    mode: 777'), where: /^m\.yaml:13:5: .*mode/ },
    { what: '__proto__ as a field', source: named('a\n    __proto__: {}'), where: /__proto__/ },
    {
      what: 'a field that is missing',
      source: whole.replace(/ {4}uid: 0\n/, ''),
      where: /^m\.yaml:12:5: .*uid/,
    },
    {
      what: 'a negative uid',
      source: whole.replace('uid: 0\n    gid', 'uid: -1\n    gid'),
      where: /^m\.yaml:15:10: /,
    },
    {
      what: 'a relative directory',
      source: whole.replace('serviceDirectory: /', 'serviceDirectory: '),
      where: /absolute/,
    },
    { what: 'the same key twice', source: named('a\n    name: c'), where: /^m\.yaml:13:5: .*twice/ },
    {
      what: 'an anchor and an alias',
      source: whole.replace('target: /a', 'target: &t /a').replace('target: /b', 'target: *t'),
      where: /^m\.yaml:\d+:\d+: .*alias/i,
    },
    { what: 'a merge key', source: named('a\n    <<: { uid: 1 }'), where: /^m\.yaml:\d+:\d+: .*<</ },
    { what: 'a tag', source: named('!!js/function a'), where: /^m\.yaml:12:\d+: .*tag/i },
    { what: 'two documents', source: `${whole}---\na: 1\n`, where: /^m\.yaml:\d+:\d+: / },
    { what: 'broken YAML', source: `${whole}  - [`, where: /^m\.yaml:\d+:\d+: / },
    { what: 'an empty file', source: '', where: /^m\.yaml:1:1: / },
  ])('$what', ({ source, where }) => {
    expect(source).not.toBe(whole)
    expect(problemsOf(source)).toMatch(where)
  })

  it('all problems at once', () => {
    const source = named('..').replace('name: b', 'name: a/b')
    expect(problemsOf(source).match(/m\.yaml:\d+:\d+: /g)).toHaveLength(2)
  })
})
