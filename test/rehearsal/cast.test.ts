import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LookJson } from '../../src/contract/schemas/look.js'
import { impossiblePaths, plainTarget } from '../../src/drill/copy/paths.js'
import { standInScript } from '../../src/drill/copy/stand-in.js'
import { parseAssumption } from '../../src/rehearsal/assumptions.js'
import { makeLook } from '../../src/rehearsal/make-look.js'
import { castCopy } from '../../src/rehearsal/plan-copy.js'
import { aSystem } from '../diagnosis/build.js'

const look = makeLook({
  system: aSystem(['nginx', 'tinydns']),
  findings: [],
  history: [],
  withArguments: false,
})
const earlier = (killed: boolean): LookJson['history'] => [
  { run: 'R', runbook: 'reset', steps: [], services: [{ name: 'nginx', stopMs: 4000, killed }] },
]

describe('an assumption', () => {
  it('names a service, and how it behaves', () => {
    expect(parseAssumption('a=b=stop:1.5s,children:2,partial-line')).toEqual({
      name: 'a=b',
      behaviour: { stopMs: 1500, children: 2, partialLine: true },
    })
  })

  it.each([
    'nginx',
    '=stop:1s',
    'nginx=',
    'nginx=stop',
    'nginx=stop:1',
    'nginx=stop:2h',
    'nginx=children:-1',
  ])('refuses %s', text => {
    expect(() => parseAssumption(text)).toThrow('unable to assume')
  })

  it('refuses a service that is not there', () => {
    expect(() => castCopy(look, [parseAssumption('apache=stop:1s')], 'reset')).toThrow('no such service')
  })
})

describe('the cast', () => {
  const nginx = (history: LookJson['history'], ...assumed: string[]) =>
    castCopy({ ...look, history }, assumed.map(parseAssumption), 'reset').find(({ name }) => name === 'nginx')

  it('stops at once, and says that nothing is known', () => {
    expect(nginx([])).toMatchObject({ known: false, standIn: { stopMs: 0 } })
  })

  it('stops as it did in an earlier run', () => {
    expect(nginx(earlier(false))).toMatchObject({
      known: true,
      standIn: { stopMs: 4000, ignoresTerm: false },
    })
    expect(nginx(earlier(true))).toMatchObject({ known: true, standIn: { ignoresTerm: true } })
  })

  it('does what the operator assumes; a name wins over *', () => {
    expect(nginx(earlier(false), '*=stop:1s', 'nginx=stop:2s', '*=children:1')).toMatchObject({
      standIn: { stopMs: 2000, children: 1 },
    })
  })
})

it('a stand-in executes nothing but sleep, whatever its numbers are', () => {
  fc.assert(
    fc.property(
      fc.record({
        stopMs: fc.integer({ min: 0, max: 3_600_000 }),
        ignoresTerm: fc.boolean(),
        children: fc.integer({ min: 0, max: 99 }),
        partialLine: fc.boolean(),
      }),
      standIn => {
        const lines = standInScript(standIn).split('\n')
        const programs = lines.filter(line => /^(?!#|exec 2>&1|trap|exec 3|while|printf '|$)/.test(line))
        for (const line of programs) expect(line).toMatch(/^(exec )?sleep 1000000( &)?$/)
      },
    ),
  )
})

describe('paths of a look', () => {
  const at = (path: string): LookJson => ({
    ...look,
    entries: look.entries.map(entry => ({
      ...entry,
      directory: entry.directory === null ? null : { ...entry.directory, path },
    })),
  })

  it.each([
    '/usr/bin/nginx',
    '/bin/x',
    '/lib64/x',
    '/proc/1',
    '/dev/null',
    '/',
    '/usr',
    '/etc',
    '/etc/svreset-drill/x',
  ])('%s is no place for a copy', path => {
    expect(impossiblePaths(at(path))).toHaveLength(1)
  })

  it.each(['/usr/local/nginx', '/srv/a/b', '/etc/nginx', '/home/me/service', '/binary', '/service'])(
    '%s is',
    path => {
      expect(impossiblePaths(at(path))).toEqual([])
    },
  )

  it('the text of a target', () => {
    expect(plainTarget('../x', '/etc/service')).toBe(null)
    expect(plainTarget('./a//b', '/service')).toBe('/service/a/b')
    expect(plainTarget('/srv/a/', '/service')).toBe('/srv/a')
  })
})
