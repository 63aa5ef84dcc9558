import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeBytes, encodeBytes } from '../../src/text/bytes.js'
import { printable, quote } from '../../src/text/quote.js'

/** Any bytes but NUL, which no argument can hold. */
const word = fc
  .uint8Array({ min: 1, max: 255, maxLength: 12 })
  .map(bytes => decodeBytes(Uint8Array.from(bytes)))
const awkward = [
  '',
  ' ',
  "'",
  '\\',
  '\n',
  '$(exit)',
  '`',
  '*',
  '~',
  '#',
  '!',
  '-n',
  'a=b',
  '{a,b}',
  '\udcff',
  '\u202e',
  '\u2028',
  '\x1b[31m',
  "\\'",
  'é',
  'e\u0301',
  '\udcc3é',
  '\0'.replace('\0', '\x7f'),
]

it('what bash makes of a quoted word is the word', () => {
  const words = [...awkward, ...fc.sample(word, 3000)]
  const script = `printf '%s\\0' ${words.map(quote).join(' ')}`
  const { stdout, status } = spawnSync('bash', ['--norc'], {
    input: script,
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
  })
  expect(status).toBe(0)
  const seen = stdout.toString('latin1').split('\0').slice(0, -1)
  expect(seen).toEqual(words.map(text => encodeBytes(text).toString('latin1')))
})

it('two names that look the same are quoted as two', () => {
  expect(quote('caf\u00e9')).toBe("'caf\u00e9'")
  expect(quote('cafe\u0301')).toBe("$'cafe\\xcc\\x81'")
})

it('neither a quoted word nor printable text holds anything that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.oneof(word, fc.string({ unit: 'binary' })), text => {
      expect(quote(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u)
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u)
    }),
  )
})
