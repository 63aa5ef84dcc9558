import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { createLink, type LinkPlace, removeLink } from '../../../src/engine/operations/links.js'
import { unfinishedName } from '../../../src/journal/restore-script.js'
import { holdDirectory } from '../../../src/system/held-directory.js'
import type { RecordedLink } from '../../../src/system/link-record.js'
import { formatMicroseconds } from '../../../src/system/link-time.js'

const run = '2026-11-23T15-31-00Z-3f9c'

/** Until the test ends it is held open. */
function hold(directory: string, links: readonly RecordedLink[] = []): LinkPlace {
  const held = holdDirectory(directory)
  onTestFinished(held.close)
  return { directory: held, run, links }
}

function scratch(): string {
  const directory = mkdtempSync(`${tmpdir()}/svreset-links-`)
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

const uid = process.geteuid?.() ?? 0
const gid = process.getegid?.() ?? 0

function record(name: string, target: string, microseconds = 0n): RecordedLink {
  return { name, target, directory: null, uid, gid, modified: formatMicroseconds(microseconds) }
}

it('a created link has its time to the microsecond, before 1970 too', () => {
  const directory = scratch()
  const place = hold(directory)
  const microseconds = fc.bigInt({ min: -2_000_000_000_000_000n, max: 4_000_000_000_000_000n })
  fc.assert(
    fc.property(microseconds, time => {
      const link = record('a', '/b', time)
      createLink({ link }, { place })
      const { mtimeNs } = lstatSync(`${directory}/a`, { bigint: true })
      removeLink({ link }, { place })
      expect(mtimeNs).toBe(time * 1000n)
    }),
    { numRuns: 300 },
  )
})

it.each([
  { what: 'another link', make: (path: string) => symlinkSync('/other', path) },
  { what: 'a file', make: (path: string) => writeFileSync(path, 'precious') },
  { what: 'a directory', make: (path: string) => mkdirSync(path) },
])('$what in the way is neither overwritten nor removed', ({ make }) => {
  const directory = scratch()
  make(`${directory}/a`)
  const before = lstatSync(`${directory}/a`, { bigint: true })
  for (const operation of [createLink, removeLink]) {
    expect(() => operation({ link: record('a', '/b') }, { place: hold(directory) })).toThrow(
      expect.objectContaining({ name: 'OperationFailed' }),
    )
  }
  const after = lstatSync(`${directory}/a`, { bigint: true })
  expect([after.ino, after.mtimeNs, after.mode]).toEqual([before.ino, before.mtimeNs, before.mode])
})

it('both acts can be repeated: what has happened already is left as it is', () => {
  const directory = scratch()
  const place = hold(directory)
  createLink({ link: record('a', '/b', 1n) }, { place })
  createLink({ link: record('a', '/b', 2n) }, { place })
  expect(readlinkSync(`${directory}/a`)).toBe('/b')
  expect(lstatSync(`${directory}/a`, { bigint: true }).mtimeNs).toBe(1000n)
  removeLink({ link: record('a', '/b') }, { place })
  removeLink({ link: record('a', '/b') }, { place })
  expect(lstatSync(`${directory}/a`, { throwIfNoEntry: false })).toBe(undefined)
})

it('what a run has left that died while it made a link is no hindrance, and does not stay', () => {
  const directory = scratch()
  symlinkSync('/half', `${directory}/${unfinishedName(run)}`)
  createLink({ link: record('a', '/b', 1n) }, { place: hold(directory, [record('half', '/half')]) })
  const { nlink, mtimeNs } = lstatSync(`${directory}/a`, { bigint: true })
  expect({ nlink, mtimeNs, names: readdirSync(directory) }).toEqual({
    nlink: 1n,
    mtimeNs: 1000n,
    names: ['a'],
  })
})

it('what is in the way under its own name, and is none of its links, stays', () => {
  const directory = scratch()
  symlinkSync('/precious', `${directory}/${unfinishedName(run)}`)
  expect(() => createLink({ link: record('a', '/b') }, { place: hold(directory) })).toThrow(
    expect.objectContaining({
      name: 'OperationFailed',
      reason: expect.stringContaining('leaves it as it is'),
    }),
  )
  expect(readlinkSync(`${directory}/${unfinishedName(run)}`)).toBe('/precious')
  expect(readdirSync(directory)).toEqual([unfinishedName(run)])
})

it('a directory that was moved away is the one that is meant, not what has taken its name', () => {
  const directory = scratch()
  mkdirSync(`${directory}/service`)
  const place = hold(`${directory}/service`)
  createLink({ link: record('a', '/b') }, { place })
  expect(place.directory.astray()).toBe(null)
  renameSync(`${directory}/service`, `${directory}/moved`)
  mkdirSync(`${directory}/trap`)
  symlinkSync(`${directory}/trap`, `${directory}/service`)
  expect(place.directory.astray()).toEqual({ kind: 'moved', to: `${directory}/moved` })
  removeLink({ link: record('a', '/b') }, { place })
  createLink({ link: record('c', '/d') }, { place })
  expect([readdirSync(`${directory}/moved`), readdirSync(`${directory}/trap`)]).toEqual([['c'], []])
  rmSync(`${directory}/moved`, { recursive: true })
  expect(place.directory.astray()).toEqual({ kind: 'removed' })
  expect(() => createLink({ link: record('e', '/f') }, { place })).toThrow(
    expect.objectContaining({ name: 'OperationFailed' }),
  )
  expect(readdirSync(`${directory}/trap`)).toEqual([])
})
