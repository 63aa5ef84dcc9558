import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { findProgram } from '../../src/drill/search-path.js'
import { createLink, type LinkPlace } from '../../src/engine/operations/links.js'
import { formatManifest, type Manifest, parseManifest } from '../../src/journal/manifest.js'
import { formatRestoreScript, unfinishedName } from '../../src/journal/restore-script.js'
import { readBootId } from '../../src/system/boot-id.js'
import { holdDirectory, identityAt } from '../../src/system/held-directory.js'
import type { RecordedLink } from '../../src/system/link-record.js'
import { formatMicroseconds } from '../../src/system/link-time.js'
import { decodeBytes } from '../../src/text/bytes.js'

const shells = [{ shell: ['dash'] }, { shell: ['busybox', 'sh'] }, { shell: ['bash'] }]
const root = process.geteuid?.() === 0
const run = '2026-11-23T15-31-00Z-3f9c'

function hold(directory: string): LinkPlace {
  const held = holdDirectory(`${directory}/service`)
  onTestFinished(held.close)
  return { directory: held, run, links: [] }
}

function scratch(): string {
  const directory = mkdtempSync(`${tmpdir()}/svreset-script-`)
  onTestFinished(() => rmSync(directory, { recursive: true }))
  mkdirSync(`${directory}/service`)
  return directory
}

/** A test that cannot be made says what it lacks; it does not pass. */
function need(program: string): void {
  if (findProgram(program) === undefined) throw new Error(`${program} is missing: apt-get install ${program}`)
}

/** Every byte a name or a target may hold, alone and all in one. */
function links(): RecordedLink[] {
  const bytes = Array.from({ length: 255 }, (_, index) => index + 1)
  const names = bytes.filter(byte => byte !== 0x2f).map(byte => Buffer.of(0x61, byte))
  const all = Buffer.from(bytes.filter(byte => byte !== 0x2f))
  return [
    ...names.map((name, index) =>
      record(name, Buffer.concat([Buffer.of(0x2f), Buffer.of(bytes[index] ?? 1), name])),
    ),
    record(all.subarray(0, 127), Buffer.concat([all, Buffer.from('/'), all])),
    record(all.subarray(127), Buffer.from('../$(exit 1)`exit 1`\n\n')),
    record(Buffer.from('-rf'), Buffer.from('--help')),
    record(Buffer.from('x'.repeat(255)), Buffer.from('/'.repeat(1000))),
    record(Buffer.from(' '), Buffer.from("'")),
    { ...record(Buffer.from('before 1970'), Buffer.from('/a')), modified: '1969-12-31T23:59:57.500000Z' },
  ]
}

function record(name: Buffer, target: Buffer): RecordedLink {
  const number = name.reduce((sum, byte) => sum + byte, 0)
  return {
    name: decodeBytes(name),
    target: decodeBytes(target),
    directory: null,
    uid: root ? number : (process.geteuid?.() ?? 0),
    gid: root ? number + 1 : (process.getegid?.() ?? 0),
    modified: `2026-08-03T10:00:00.${String(number).padStart(6, '0')}Z`,
  }
}

function manifestOf(directory: string, all: readonly RecordedLink[]): Manifest {
  const bootId = readBootId()
  return {
    run,
    created: '2026-11-23T15:31:00.123Z',
    host: 'host\nrm -rf "$HOME"',
    bootId,
    operator: { uid: 0, user: 'root' },
    serviceDirectory: `${directory}/service`,
    identity: identityAt(`${directory}/service`) ?? undefined,
    links: all,
  }
}

function writeScript(directory: string, all: readonly RecordedLink[]): string {
  writeFileSync(`${directory}/restore.sh`, formatRestoreScript(manifestOf(directory, all)))
  return `${directory}/restore.sh`
}

/** Every link with its target, owner and time. */
function look(directory: string): string[] {
  return readdirSync(directory, { encoding: 'buffer' })
    .map(name => {
      const path = Buffer.concat([Buffer.from(`${directory}/`), name])
      const { uid, gid, mtimeNs } = lstatSync(path, { bigint: true })
      return [name.toString('hex'), readlinkSync(path, 'buffer').toString('hex'), uid, gid, mtimeNs].join(' ')
    })
    .sort()
}

it.each(shells)('sh restore.sh with $shell does the same as svreset restore', ({ shell }) => {
  need(shell[0] ?? '')
  const [mine, its] = [scratch(), scratch()]
  const all = links()
  const place = hold(mine)
  for (const link of all) createLink({ link }, { place })
  const script = writeScript(its, all)
  const [program = '', ...words] = shell
  const execute = () =>
    spawnSync(program, [...words, script], { encoding: 'utf8', env: { PATH: '/nowhere:/usr/bin:/bin' } })

  const first = execute()
  expect(first.stderr).toBe('')
  expect(first.stdout).toBe(`${all.length} links created, 0 unchanged, 0 not restored\n`)
  expect(first.status).toBe(0)
  expect(look(`${its}/service`)).toEqual(look(`${mine}/service`))

  const second = execute()
  expect(second.stdout).toBe(`0 links created, ${all.length} unchanged, 0 not restored\n`)
  expect(second.status).toBe(0)
  expect(look(`${its}/service`)).toEqual(look(`${mine}/service`))
})

it.each(shells)(
  'with $shell it does the same where others may write, and leaves no directory of its own',
  ({ shell }) => {
    need(shell[0] ?? '')
    const [mine, its] = [scratch(), scratch()]
    const all = links()
    const place = hold(mine)
    for (const link of all) createLink({ link }, { place })
    chmodSync(`${its}/service`, 0o777)
    if (root) chownSync(`${its}/service`, 65534, 65534)
    const script = writeScript(its, all)
    const [program = '', ...words] = shell
    const first = spawnSync(program, [...words, script], { encoding: 'utf8' })
    expect([first.stderr, first.stdout]).toEqual([
      '',
      `${all.length} links created, 0 unchanged, 0 not restored\n`,
    ])
    expect(look(`${its}/service`)).toEqual(look(`${mine}/service`))
    // What stands where it makes its links, and is not its own, stays.
    rmSync(`${its}/service/before 1970`)
    mkdirSync(`${its}/elsewhere`, { mode: 0o700 })
    symlinkSync('../elsewhere', `${its}/service/${unfinishedName(run)}.d`)
    const second = spawnSync(program, [...words, script], { encoding: 'utf8' })
    expect([second.status, second.stderr]).toEqual([
      1,
      expect.stringContaining('is in the way and svreset did not make it'),
    ])
    expect(readdirSync(`${its}/elsewhere`)).toEqual([])
  },
)

const byte = fc.integer({ min: 1, max: 255 })
/** Bytes that a shell, or a tool, might take for something else come more often than others. */
const tricky = fc.constantFrom(...Buffer.from(' \t\n\r\'"`$\\!*?[]{}()<>|&;#~=%^-\x7f\xff', 'latin1'))
const bytes = (maxLength: number) =>
  fc.array(fc.oneof(byte, tricky), { minLength: 1, maxLength }).map(array => Buffer.from(array))
const anyLink = fc.record({
  // svscan, and so svreset, takes no notice of names that begin with a dot.
  name: bytes(60).filter(name => !name.includes(0x2f) && name[0] !== 0x2e),
  target: bytes(200),
  // From 1902 to 2100.
  microseconds: fc.bigInt({ min: -2_145_000_000_000_000n, max: 4_102_444_800_000_000n }),
})

it('whatever the names, dash and busybox do the same as svreset restore, and doing it twice changes nothing', () => {
  for (const { shell } of shells) need(shell[0] ?? '')
  const links = fc.uniqueArray(anyLink, { maxLength: 6, selector: ({ name }) => name.toString('latin1') })
  fc.assert(
    fc.property(links, all => {
      const [mine, its] = [scratch(), scratch()]
      const records = all.map(({ name, target, microseconds }) => ({
        ...record(name, target),
        modified: formatMicroseconds(microseconds),
      }))
      const place = hold(mine)
      for (const link of parseManifest('m.yaml', formatManifest(manifestOf(mine, records))).links)
        createLink({ link }, { place })
      const expected = look(`${mine}/service`)
      expect(expected).toHaveLength(all.length)
      const script = writeScript(its, records)
      for (const shell of [['dash'], ['busybox', 'sh'], ['dash']]) {
        const [program = '', ...words] = shell
        if (shell[0] === 'busybox')
          for (const name of readdirSync(`${its}/service`, 'buffer')) unlinkSync(pathOf(its, name))
        const { stderr, status } = spawnSync(program, [...words, script], { encoding: 'utf8' })
        expect([stderr, status]).toEqual(['', 0])
        expect(look(`${its}/service`)).toEqual(expected)
      }
    }),
    { numRuns: 5 },
  )
})

function pathOf(directory: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${directory}/service/`), name])
}

it.each(shells)(
  'with $shell what is in the way is left alone and named, and the rest is restored',
  ({ shell }) => {
    need(shell[0] ?? '')
    const directory = scratch()
    const [file, folder, other, longer] = ['a file', 'a\nfolder', 'another link', 'longer'] as const
    const at = (name: string) => `${directory}/service/${name}`
    writeFileSync(at(file), 'precious')
    mkdirSync(at(folder))
    symlinkSync('/other', at(other))
    symlinkSync('/target\n', at(longer))
    const names = [file, folder, other, longer, 'free']
    const script = writeScript(
      directory,
      names.map(name => record(Buffer.from(name), Buffer.from('/target'))),
    )
    const [program = '', ...words] = shell
    const { status, stdout, stderr } = spawnSync(program, [...words, script], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stdout).toBe('1 links created, 0 unchanged, 4 not restored\n')
    for (const name of names.slice(0, 4)) expect(stderr).toContain(`restore.sh: error: ${name}: `)
    expect([lstatSync(at(file)).size, lstatSync(at(folder)).isDirectory()]).toEqual([8, true])
    expect([other, longer, 'free'].map(name => readlinkSync(at(name)))).toEqual([
      '/other',
      '/target\n',
      '/target',
    ])
  },
)

it.each(shells)(
  'with $shell it puts links into the directory that was recorded, and into no other',
  ({ shell }) => {
    need(shell[0] ?? '')
    const directory = scratch()
    const script = writeScript(directory, [record(Buffer.from('a'), Buffer.from('/b'))])
    const [program = '', ...words] = shell
    const execute = (...more: string[]) =>
      spawnSync(program, [...words, script, ...more], { encoding: 'utf8' })
    renameSync(`${directory}/service`, `${directory}/moved`)
    mkdirSync(`${directory}/trap`)
    const replacements = [
      () => mkdirSync(`${directory}/service`),
      () => {
        rmSync(`${directory}/service`, { recursive: true })
        symlinkSync('trap', `${directory}/service`)
      },
    ]
    for (const replace of replacements) {
      replace()
      const { status, stdout, stderr } = execute()
      expect([status, stdout]).toEqual([1, ''])
      expect(stderr).toContain(`it is not the directory of run ${run}`)
      expect(stderr).toContain('sh restore.sh --force DIRECTORY')
      expect([readdirSync(`${directory}/service/`), readdirSync(`${directory}/moved`)]).toEqual([[], []])
    }
    expect(execute(`${directory}/moved`)).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(`${directory}/moved`)).toEqual(['a'])
    expect(execute('--force', `${directory}/trap`)).toMatchObject({ status: 0, stderr: '' })
    expect(readdirSync(`${directory}/trap`)).toEqual(['a'])
  },
)

it.each(shells)(
  'with $shell it removes what a run has left unfinished, and nothing else of that name',
  ({ shell }) => {
    need(shell[0] ?? '')
    const directory = scratch()
    const script = writeScript(directory, [record(Buffer.from('a'), Buffer.from('/b'))])
    const [program = '', ...words] = shell
    const unfinished = `${directory}/service/${unfinishedName(run)}`
    for (const [target, kept] of [
      ['/b', false],
      ['/precious', true],
    ] as const) {
      symlinkSync(target, unfinished)
      expect(spawnSync(program, [...words, script], { encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      })
      expect(readdirSync(`${directory}/service`).includes(unfinishedName(run))).toBe(kept)
    }
  },
)

it('with a service directory that has gone it does nothing', () => {
  const directory = scratch()
  const script = writeScript(directory, [record(Buffer.from('a'), Buffer.from('/b'))])
  rmSync(`${directory}/service`, { recursive: true })
  expect(spawnSync('sh', [script], { cwd: directory }).status).toBe(1)
  expect(readdirSync(directory)).toEqual(['restore.sh'])
})

it('shellcheck finds nothing in it', () => {
  need('shellcheck')
  const script = writeScript(
    scratch(),
    links().filter(({ name, target }) => /^[ -~]*$/.test(name + target)),
  )
  expect(execFileSync('shellcheck', ['--shell=sh', '--severity=style', script], { encoding: 'utf8' })).toBe(
    '',
  )
})
