import fc from 'fast-check'
import { expect, it } from 'vitest'
import { boundedOutput, boundedText } from '../../src/text/bounded-output.js'

const chunks = fc.array(fc.uint8Array({ min: 97, max: 122, maxLength: 40 }), { maxLength: 30 })

it('keeps all of what fits, and otherwise both ends and the count of what is missing, however it came in', () => {
  fc.assert(
    fc.property(chunks, fc.integer({ min: 2, max: 60 }), (parts, limit) => {
      const output = boundedOutput(limit)
      for (const part of parts) output.add(part)
      const whole = Buffer.concat(parts).toString()
      const half = Math.floor(limit / 2)
      expect(output.text()).toBe(
        whole.length <= 2 * half
          ? whole
          : `${whole.slice(0, half)}\n[${whole.length - 2 * half} more left out]\n${whole.slice(-half)}`,
      )
    }),
  )
})

it('a text is cut in the same way', () => {
  expect(boundedText('abcdef', 6)).toBe('abcdef')
  expect(boundedText('abcdefgh', 6)).toBe('abc\n[2 more left out]\nfgh')
})
