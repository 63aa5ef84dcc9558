import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type LookJson, lookSchema } from '../../src/contract/schemas/look.js'
import { diagnose } from '../../src/findings/diagnose.js'
import { makeLook } from '../../src/rehearsal/make-look.js'
import { readLook } from '../../src/rehearsal/read-look.js'
import { toJson } from '../../src/text/json.js'
import { problemsWith } from '../contract/validate.js'
import { alter, alterDirectory, aSystem } from '../diagnosis/build.js'

const bad = 'caf\udce9'

function lookAt(...args: Parameters<typeof aSystem>): LookJson {
  const system = aSystem(...args)
  return makeLook({ system, findings: diagnose(system), history: [], withArguments: false })
}

function fileWith(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'look-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'look.json'), text)
  return join(directory, 'look.json')
}

describe('a look', () => {
  it('is of its schema, and a name that is not UTF-8 comes back byte for byte', () => {
    const look = lookAt([bad, 'nginx'])
    expect(problemsWith('look', look)).toEqual([])
    const file = fileWith(toJson(look, 1))
    expect(readLook(file)).toEqual(look)
    expect(readLook(file).entries.map(({ name }) => name)).toContain(bad)
  })

  it('holds no arguments of processes, unless somebody asks for them', () => {
    const system = aSystem(['nginx'], draft => alter(draft, 102, { arguments: ['nginx', '--password=x'] }))
    const look = (withArguments: boolean) =>
      toJson(makeLook({ system, findings: [], history: [], withArguments }))
    expect(look(false)).not.toContain('password')
    expect(look(true)).toContain('password')
  })

  it('names what is sick, and not what only follows from it', () => {
    const { findings } = lookAt(['nginx'], draft =>
      alterDirectory(draft, 'nginx', { run: { kind: 'missing' } }),
    )
    expect(findings).toContainEqual({ id: 'run-missing', service: 'nginx' })
  })
})

describe('a hostile look is refused', () => {
  const good = lookAt(['nginx'])
  const [entry] = good.entries
  const directory = entry?.directory ?? null
  const withEntry = (change: object) => ({ ...good, entries: [{ ...entry, ...change }] })
  const withPath = (path: string) => withEntry({ directory: { ...directory, path } })
  it.each([
    ['a name with a slash', withEntry({ name: '../passwd' })],
    ['the name ..', withEntry({ name: '..' })],
    ['the name .', withEntry({ name: '.' })],
    ['a name with a zero byte', withEntry({ name: 'a\0b' })],
    ['a target with a zero byte', withEntry({ target: 'a\0b' })],
    ['an empty target', withEntry({ target: '' })],
    ['a directory that climbs', withPath('/usr/local/../../etc')],
    ['a directory that is not absolute', withPath('usr/local/nginx')],
    ['a directory with an empty part', withPath('/usr//local/nginx')],
    ['a file type in a mode', withEntry({ directory: { ...directory, mode: 0o120777 } })],
    ['a text of run', withEntry({ directory: { ...directory, run: '#!/bin/sh' } })],
    ['a field of its own', { ...good, script: 'touch /marker' }],
    ['another version', { ...good, schema: 'svreset/look/2' }],
    ['too many entries', { ...good, entries: Array.from({ length: 10_001 }, () => entry) }],
  ])('%s', (_, look) => {
    expect(() => readLook(fileWith(JSON.stringify(look)))).toThrow('unable to use look')
  })

  it('whatever its names are: what passes has no name that leads elsewhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', 'a', '\0', '\udce9') }), name => {
        const passes = lookSchema.safeParse(withEntry({ name })).success
        expect(passes).toBe(name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name))
      }),
    )
  })
})
