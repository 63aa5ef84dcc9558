import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { vocabulary } from '../../../src/actions/index.js'
import { readRunbook } from '../../../src/runbook/language/load.js'

const folder = new URL('../../../runbooks/', import.meta.url)
const shipped = readdirSync(folder)
  .filter(name => name.endsWith('.yaml'))
  .map(name => readFileSync(new URL(name, folder), 'utf8'))

/** A runbook, or problems with a place in the file: never a crash. */
function expectAnAnswer(source: string): void {
  const { runbook, problems } = readRunbook(source, vocabulary)
  expect(runbook === null).toBe(problems.length > 0)
  for (const { line, column, code, message } of problems) {
    expect(line).toBeGreaterThan(0)
    expect(column).toBeGreaterThan(0)
    expect(code).toMatch(/^[a-z-]+$/)
    expect(message).not.toBe('')
  }
}

const junk = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '${',
    '}',
    '${params.x}',
    '&a ',
    '*a',
    '<<: ',
    '? ',
    '- ',
    ': ',
    '\n',
    '\t',
    '!!js ',
    '__proto__: ',
    '"',
    "'",
    '|',
    '>',
    '[',
    '{',
    '%YAML 1.1\n',
    '---\n',
    '\u2028',
    '\0',
    '1e999',
    '~',
    'constructor: ',
  ),
)

/** A part taken out, said twice, or replaced. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 0, max: 40 }),
  insert: fc.oneof(junk, fc.constant(null)),
})

it('shipped runbooks, changed at random', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...shipped),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      (source, mutations) => {
        let text = source
        for (const { at, length, insert } of mutations) {
          const start = Math.floor(at * text.length)
          const part = text.slice(start, start + length)
          text = `${text.slice(0, start)}${insert ?? part + part}${text.slice(start + length)}`
        }
        expectAnAnswer(text)
      },
    ),
    { numRuns: 300 },
  )
})

it('any text', () => {
  fc.assert(
    fc.property(
      fc.array(junk).map(parts => parts.join('')),
      expectAnAnswer,
    ),
    { numRuns: 300 },
  )
})

const size = 1024 * 1024
const bombs: Readonly<Record<string, string>> = {
  lists: '- '.repeat(size / 2),
  brackets: '['.repeat(size),
  braces: '{'.repeat(size),
  keys: '? '.repeat(size / 2),
  colons: ': '.repeat(size / 2),
  anchors: '&a '.repeat(size / 3),
  aliases: `a: &a x\nb: [${'*a, '.repeat(size / 4)}]`,
  laughs: `a: &a [x, x]\n${Array.from({ length: 40 }, (_, index) => `k${index}: &k${index} [*a, *a]`).join('\n')}`,
  quotes: '"'.repeat(size),
  tags: '!a '.repeat(size / 3),
  newlines: '\n'.repeat(size),
  'one long word': 'x'.repeat(size),
  'many keys': Array.from({ length: size / 10 }, (_, index) => `k${index}: 1`).join('\n'),
  'many errors': 'a: b: c\n'.repeat(size / 8),
  steps: `version: 1\nname: a\ntitle: b\nsteps:\n${'  - {id: a, name: b, run: [c]}\n'.repeat(size / 32)}`,
}

/** What fits into the limit of size is the worst that a file can do. */
it.each(
  Object.entries(bombs).flatMap(([what, text]) =>
    [1, 16].map(part => [what, part, text.slice(0, text.length / part)] as const),
  ),
)('a file of nothing but %s (1/%d of a MB): an answer within a second and 64 MB', (_what, _part, text) => {
  const before = process.memoryUsage().heapUsed
  const started = process.cpuUsage()
  expectAnAnswer(text)
  const { user, system } = process.cpuUsage(started)
  expect((user + system) / 1000).toBeLessThan(1000)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
})
