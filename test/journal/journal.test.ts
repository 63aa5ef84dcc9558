import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { formatLine, openJournal, parseJournal, readJournal } from '../../src/journal/journal.js'
import type { JournalEntry } from '../../src/journal/journal-entry.js'

function scratch(): string {
  const directory = mkdtempSync(`${tmpdir()}/svreset-journal-`)
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return `${directory}/journal.jsonl`
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\udcff', '","sum":"0123456789abcdef"}\n', '\u2028'),
)
const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({
    event: fc.constant('outcome' as const),
    step: text,
    status: fc.constantFrom('done' as const, 'failed' as const),
    durationMs: fc.nat(),
    error: text,
  }),
  fc.record({
    event: fc.constant('intent' as const),
    step: text,
    operations: fc.array(
      fc.record({ kind: fc.constant('command' as const), argv: fc.array(text), cwd: text }),
    ),
  }),
)
const time = new Date('2026-11-23T15:31:00.123Z')
const withoutTime = (entries: readonly JournalEntry[]) =>
  entries.map(each => JSON.parse(JSON.stringify({ ...each, time: undefined })))

it('what was written is what is read, whatever stands in it', () => {
  const path = scratch()
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), entries => {
      writeFileSync(path, entries.map(each => formatLine(each, time)).join(''))
      expect(withoutTime(readJournal(path))).toEqual(withoutTime(entries))
    }),
  )
})

it('a last line that was torn anywhere is left out, the ones before it are not', () => {
  const path = scratch()
  fc.assert(
    fc.property(entry, entry, fc.double({ min: 0, max: 0.999, noNaN: true }), (first, last, share) => {
      const torn = formatLine(last, time)
      writeFileSync(path, formatLine(first, time) + torn.slice(0, Math.floor(share * (torn.length - 1))))
      expect(withoutTime(readJournal(path))).toEqual(withoutTime([first]))
    }),
  )
})

it.each([
  { how: 'changed', damage: (line: string) => line.replace('done', 'gone') },
  { how: 'cut short', damage: (line: string) => line.slice(0, 20) },
  { how: 'no record', damage: () => 'hello' },
])('a line in the middle that is $how is refused with its number', ({ damage }) => {
  const path = scratch()
  const journal = openJournal(path)
  for (const step of ['a', 'b', 'c']) journal.write({ event: 'outcome', step, status: 'done', durationMs: 1 })
  journal.close()
  const lines = readFileSync(path, 'utf8').split('\n')
  writeFileSync(path, lines.map((line, index) => (index === 1 ? damage(line) : line)).join('\n'))
  expect(() => readJournal(path)).toThrow(
    expect.objectContaining({ exitCode: 2, reason: 'line 2 is damaged' }),
  )
})

it('a journal that is taken up again after a torn line can be read to its end', () => {
  const path = scratch()
  const first = openJournal(path)
  first.write({ event: 'outcome', step: 'a', status: 'done', durationMs: 1 })
  first.close()
  appendFileSync(path, '{"time":"2026-11-23T15:31:00.1')
  const second = openJournal(path)
  second.write({ event: 'closed', how: 'restored' })
  second.close()
  expect(readJournal(path).map(({ event }) => event)).toEqual(['outcome', 'closed'])
})

it('who only reads is told of every damaged line, and gets all others', () => {
  const record = (step: string) => formatLine({ event: 'outcome', step, status: 'done', durationMs: 1 }, time)
  const text = `${record('a')}hello\n${record('b').replace('done', 'gone')}${record('c')}{"time":"20`
  const { records, damaged, torn } = parseJournal(text)
  expect(records.map(each => each.event === 'outcome' && each.step)).toEqual(['a', 'c'])
  expect({ damaged, torn }).toEqual({ damaged: [2, 3], torn: true })
})

it('a FIFO in its place is refused, not waited for', () => {
  const path = scratch()
  execFileSync('mkfifo', [path])
  expect(() => readJournal(path)).toThrow(
    expect.objectContaining({ exitCode: 2, reason: 'not a regular file' }),
  )
})
