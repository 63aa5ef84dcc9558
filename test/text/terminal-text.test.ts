import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeStyle } from '../../src/text/style.js'
import { knowsUnicode, terminalText } from '../../src/text/terminal-text.js'

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('\x1b', '[', ']', '31', 'm', 'J', '2', '\r', '\x9b', '\u202e', '\n', 'é', '…'))
    .map(all => all.join('')),
)

describe('the last look before something is written to a terminal', () => {
  it('lets through lines and our own colours, nothing else that a terminal obeys', () => {
    const { bold, dim, good, warn, bad } = makeStyle(true)
    const ours = [bold, dim, good, warn, bad].map(dress => dress('x')).join('\n')
    expect(terminalText(ours, true)).toBe(ours)
    fc.assert(
      fc.property(anything, text => {
        const rest = terminalText(text, true).replace(/\x1b\[(1|2|22|3[1-3]|39)m/g, '')
        expect(rest).not.toMatch(/[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u)
      }),
    )
  })

  it('where nothing is coloured lets no control sequence through at all', () => {
    expect(terminalText('\x1b[31mred\x1b[39m', true, false)).toBe('\\x1b[31mred\\x1b[39m')
    fc.assert(
      fc.property(anything, text => {
        expect(terminalText(text, true, false)).not.toMatch(
          /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u,
        )
      }),
    )
  })

  it('is ASCII where the locale knows no UTF-8, and says which characters there were', () => {
    expect(terminalText('café → 2 × … and a cut name…', false)).toBe('caf\\u{e9} > 2 x ... and a cut name~')
    fc.assert(
      fc.property(anything, text => {
        expect(terminalText(text, false)).toMatch(/^[\x00-\x7f]*$/)
      }),
    )
  })

  it.each([
    [{}, false],
    [{ LANG: 'C' }, false],
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'C.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: '' }, true],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
  ])('%o: UTF-8 %s', (environment, known) => expect(knowsUnicode(environment)).toBe(known))
})
