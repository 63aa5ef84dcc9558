import fc from 'fast-check'
import { expect, it } from 'vitest'
import { printedLines } from '../../src/text/printed.js'

it.each([
  ['colours', '\x1b[1;31mred\x1b[0m and \x1b[38;5;12mblue\x1b[m', ['red and blue']],
  ['the title of the window', '\x1b]0;pwned\x07ok', ['ok']],
  ['the same ended by ST', '\x1b]0;pwned\x1b\\ok', ['ok']],
  ['the same in C1 characters', '\x9d0;pwned\x9cok', ['ok']],
  ['a hyperlink', '\x1b]8;;http://evil/\x1b\\text\x1b]8;;\x1b\\', ['text']],
  ['the clipboard (OSC 52)', '\x1b]52;c;cm0gLXJmIC8=\x07ok', ['ok']],
  ['DCS, APC, PM, SOS', '\x1bP$q"p\x1b\\a\x1b_x\x1b\\b\x1b^y\x1b\\c\x1bXz\x1b\\d', ['abcd']],
  ['one that does not end: not more than its line', '\x1b]0;never\nseen', ['seen']],
  ['a CSI that does not end', 'a\x1b[3', ['a']],
  ['CSI as a C1 character', 'a\x9b2Jb', ['ab']],
  ['clear screen, cursor up, reset, character sets', '\x1b[2J\x1b[1Aa\x1bcb\x1b(0c', ['abc']],
  ['what is printed over', 'error: disk full\rfine\x1b[K          ', ['error: disk full', 'fine          ']],
  ['lines of DOS, and empty ones', 'a\r\n\r\n \nb\n', ['a', 'b']],
  ['text that runs from right to left', 'a\u202eb\u2066c', ['a\\u{202e}b\\u{2066}c']],
  ['backspaces and bells', 'no\b\byes\x07', ['no\\x08\\x08yes\\x07']],
  ['bytes that are no UTF-8', 'caf\udce9', ['caf\\xe9']],
  ['letters of other scripts', 'zażółć 日本', ['zażółć 日本']],
])('of what a command printed, %s', (_what, text, lines) => {
  expect(printedLines(text)).toEqual(lines)
})

const awkward = fc.array(
  fc.constantFrom(
    '\x1b',
    '[',
    ']',
    'P',
    '\\',
    '\x07',
    '\x9b',
    '\x9c',
    '\x9d',
    '\r',
    '\n',
    '1',
    ';',
    'm',
    'é',
    '\u202e',
  ),
)

it('no line holds anything that a terminal obeys, whatever was printed; to show it again changes nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        awkward.map(parts => parts.join('')),
        fc.string({ unit: 'binary' }),
      ),
      text => {
        const lines = printedLines(text)
        for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u)
        expect(printedLines(lines.join('\n'))).toEqual(lines)
      },
    ),
  )
})

it('a megabyte of the beginnings of sequences takes no time', () => {
  const started = performance.now()
  for (const text of ['\x1b]', '\x1b[', '\x1b[0', '\x1b(', '\x9d']) printedLines(text.repeat(300_000))
  expect(performance.now() - started).toBeLessThan(2_000)
})
