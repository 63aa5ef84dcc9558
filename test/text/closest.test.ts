import fc from 'fast-check'
import leven from 'leven'
import { expect, it } from 'vitest'
import { closest } from '../../src/text/closest.js'

it.each([
  { typed: 'unhapy', suggested: 'unhappy' },
  { typed: 'hppy', suggested: 'happy' },
  { typed: 'mny', suggested: 'many' },
  { typed: 'unh', suggested: 'unhappy' },
  { typed: 'postgres', suggested: undefined },
  { typed: '', suggested: undefined },
])('$typed → $suggested', ({ typed, suggested }) => {
  expect(closest(typed, ['happy', 'unhappy', 'many', 'empty'])).toBe(suggested)
})

it('the edit distance is a metric', () => {
  const word = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(leven(a, b)).toBe(leven(b, a))
      expect(leven(a, b) === 0).toBe(a === b)
      expect(leven(a, c)).toBeLessThanOrEqual(leven(a, b) + leven(b, c))
    }),
  )
})

it('is never further than another word', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(word, fc.array(word, { minLength: 1, maxLength: 6 }), (typed, words) => {
      const found = closest(typed, words)
      const near = Math.min(...words.map(each => leven(typed, each)))
      if (near <= Math.max(1, Math.ceil(typed.length / 3))) expect(leven(typed, found ?? '')).toBe(near)
      else expect(found === undefined || found.startsWith(typed)).toBe(true)
    }),
  )
})
