import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/runbook/duration.js'
import { joinCommands } from '../../src/runbook/join-commands.js'
import { resolveText, UnknownReference } from '../../src/runbook/references.js'

describe('references', () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('${a.b}', '${params.x}', '$&', '$1', '$$', "$'", '\udcff'),
  )

  it('stand for their value as it is, which is never looked into again', () => {
    fc.assert(
      fc.property(value, value, (first, second) => {
        const scope = { a: { b: first }, params: { x: second } }
        expect(resolveText('<${a.b}|${params.x}|${a.b}>', scope)).toBe(`<${first}|${second}|${first}>`)
      }),
    )
  })

  it('text without any stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter(text => !text.includes('${')),
        text => {
          expect(resolveText(text, {})).toBe(text)
        },
      ),
    )
  })

  it.each([
    '${a.c}',
    '${a.b.c}',
    '${}',
    '${constructor.name}',
    '${a.toString}',
    '${__proto__.x}',
    '${ a.b }',
  ])('%s names nothing: refused, and said what there is', text => {
    const scope = { a: { b: 'x' } }
    expect(() => resolveText(text, scope)).toThrow(UnknownReference)
    expect(() => resolveText(text, scope)).toThrow('${a.b}')
  })
})

describe('durations', () => {
  it.each([
    ['30s', 30_000],
    ['250ms', 250],
    ['1.5 s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['0s', 0],
  ])('%s is %d ms', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds))

  it.each(['', '30', 's', '-1s', '1x', '1s2', 'soon', '1 2s', 'Infinitys'])('%j is none', text => {
    expect(parseDuration(text)).toBe(null)
  })

  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1000, '1.0 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min 0 s'],
    [125_000, '2 min 5 s'],
  ])('%d ms is written %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text))
})

describe('joining commands', () => {
  const directory = fc
    .string({ minLength: 1, unit: 'binary' })
    .map(text => `/d/${text.replaceAll(/[/\0]/g, '_')}x`)

  it('of svc in many directories: one command, every directory once, in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(directory, { maxLength: 30 }), directories => {
        const joined = joinCommands(directories.map(cwd => ({ argv: ['svc', '-dx', '.'], cwd })))
        expect(joined).toEqual(
          directories.length === 0 ? [] : [{ argv: ['svc', '-dx', ...directories], cwd: '/' }],
        )
      }),
    )
  })

  it('never joins other orders, other programs, or a program that is not known to take many', () => {
    const commands = [
      { argv: ['svc', '-dx', '.', './log'], cwd: '/a' },
      { argv: ['svc', '-d', '.'], cwd: '/a' },
      { argv: ['svc', '-dx', '.'], cwd: '/b' },
      { argv: ['touch', '.'], cwd: '/a' },
      { argv: ['touch', '.'], cwd: '/b' },
      { argv: ['svc', '-dx'], cwd: '/c' },
    ]
    expect(joinCommands(commands)).toEqual([
      { argv: ['svc', '-dx', '/a', '/a/log', '/b'], cwd: '/' },
      { argv: ['svc', '-d', '/a'], cwd: '/' },
      { argv: ['touch', '.'], cwd: '/a' },
      { argv: ['touch', '.'], cwd: '/b' },
      { argv: ['svc', '-dx'], cwd: '/c' },
    ])
  })

  it('keeps each command well below what the kernel takes', () => {
    const commands = Array.from({ length: 3000 }, (_, index) => ({
      argv: ['svc', '-dx', '.'],
      cwd: `/usr/local/${'x'.repeat(240)}${index}`,
    }))
    const joined = joinCommands(commands)
    expect(joined.length).toBeGreaterThan(1)
    expect(joined.flatMap(({ argv }) => argv.slice(2))).toEqual(commands.map(({ cwd }) => cwd))
    for (const { argv } of joined) expect(argv.join(' ').length).toBeLessThan(300_000)
  })
})
