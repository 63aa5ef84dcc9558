import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatMicroseconds, parseMicroseconds } from '../../src/system/link-time.js'

it.each([
  { microseconds: 0n, text: '1970-01-01T00:00:00.000000Z' },
  { microseconds: -1n, text: '1969-12-31T23:59:59.999999Z' },
  { microseconds: 1_785_751_200_000_007n, text: '2026-08-03T10:00:00.000007Z' },
])('$microseconds ↔ $text', ({ microseconds, text }) => {
  expect(formatMicroseconds(microseconds)).toBe(text)
  expect(parseMicroseconds(text)).toBe(microseconds)
})

it('every microsecond from the year 0 to 20000 comes back', () => {
  const microseconds = fc.bigInt({ min: -62_167_219_200_000_000n, max: 568_971_820_800_000_000n })
  fc.assert(
    fc.property(microseconds, time => {
      expect(parseMicroseconds(formatMicroseconds(time))).toBe(time)
    }),
  )
})

it.each([
  '',
  '2026-08-03',
  '2026-08-03T10:00:00',
  '2026-08-03 10:00:00Z',
  '2026-13-03T10:00:00Z',
  '1.5',
  'now',
])('%j is no such time', text => expect(parseMicroseconds(text)).toBe(null))
