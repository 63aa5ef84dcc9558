import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countEqual, decodeLogLine } from '../../src/text/tai64n.js'

it('decodes as daemontools does', () => {
  const line = '@4000000065537a0a12345678 hello'
  expect(decodeLogLine(line)).toEqual({ at: Date.UTC(2023, 10, 14, 13, 45, 36, 305), text: 'hello' })
})

it('leaves alone what only looks like a stamp, and never fails', () => {
  for (const line of ['@400000', 'x @4000000065537a0a12345678', '@4000000065537a0a12345678x', ''])
    expect(decodeLogLine(line)).toEqual({ at: null, text: line })
  fc.assert(
    fc.property(fc.stringMatching(/^@[0-9a-f]{24} $/), line => {
      const { at } = decodeLogLine(line)
      expect(at === null || !Number.isNaN(new Date(at).getTime())).toBe(true)
    }),
  )
})

it('counts equal lines, whenever they were written, and keeps the time and place of the last', () => {
  const stamp = (seconds: number) => `@40000000${(0x65537a0a + seconds).toString(16)}00000000`
  const lines = [`${stamp(0)} a`, `${stamp(1)} b`, `${stamp(2)} a`, 'c']
  const first = Date.UTC(2023, 10, 14, 13, 45, 36)
  expect(countEqual(lines)).toEqual([
    { at: first + 1000, text: 'b', times: 1 },
    { at: first + 2000, text: 'a', times: 2 },
    { at: null, text: 'c', times: 1 },
  ])
})
