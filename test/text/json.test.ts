import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toJson } from '../../src/text/json.js'

it('is the same value as ever, and holds nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: fc.constantFrom('\x1b', '\x9b', '\u202e', '\u{e0001}', '\u2028') }),
      ),
      text => {
        const json = toJson({ [text]: [text] })
        expect(JSON.parse(json)).toEqual({ [text]: [text] })
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      },
    ),
  )
})
