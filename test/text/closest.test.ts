import fc from 'fast-check'
import { expect, it } from 'vitest'
import { closest, editDistance } from '../../src/text/closest.js'

it.each([
  { typed: 'unhapy', suggested: 'unhappy' },
  { typed: 'hppy', suggested: 'happy' },
  { typed: 'mny', suggested: 'many' },
  { typed: 'postgres', suggested: undefined },
])('$typed → $suggested', ({ typed, suggested }) => {
  expect(closest(typed, ['happy', 'unhappy', 'many', 'empty'])).toBe(suggested)
})

it('the edit distance is a metric', () => {
  const word = fc.string({ maxLength: 8 })
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, b) === 0).toBe(a === b)
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
    }),
  )
})
