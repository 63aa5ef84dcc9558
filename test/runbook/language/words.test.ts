import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveText, UnknownReference } from '../../../src/runbook/language/references.js'
import { formatDuration, parseDuration } from '../../../src/text/duration.js'

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
    [999.6, '1.0 s'],
    [59_950, '1 min'],
    [125_000, '2 min 5 s'],
    [3_905_000, '1 h 5 min 5 s'],
    [100_000_000, '27 h 46 min 40 s'],
  ])('%d ms is written %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text))
})
