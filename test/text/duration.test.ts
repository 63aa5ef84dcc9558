import { expect, it } from 'vitest'
import { formatAge } from '../../src/text/duration.js'

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]

it.each([
  [0, '0 s'],
  [44.1 * second, '44 s'],
  [59.4 * second, '59 s'],
  [59.5 * second, '1 min'],
  [359 * second, '6 min'],
  [59.4 * minute, '59 min'],
  [59.5 * minute, '1 h'],
  [47.4 * hour, '47 h'],
  [47.5 * hour, '2 days'],
  [400 * day, '400 days'],
])('how long ago %d ms are, without a needless digit: %s', (age, text) => expect(formatAge(age)).toBe(text))
