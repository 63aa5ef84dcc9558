import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findRun, readHistory, runIds } from '../../src/history/read-histories.js'
import { formatLine } from '../../src/journal/journal.js'
import type { JournalEntry } from '../../src/journal/journal-entry.js'
import { toSnapshot } from '../../src/journal/snapshot.js'
import { historyJson } from '../../src/render/history-json.js'
import { historyMarkdown } from '../../src/render/history-markdown.js'
import { historyText } from '../../src/render/history-text.js'
import { reportHtml } from '../../src/render/report/report.js'
import { runsText } from '../../src/render/runs-text.js'
import { makeStyle } from '../../src/text/style.js'
import { problemsWith } from '../contract/validate.js'
import { aSystem } from '../diagnosis/build.js'
import { ended, intent, outcome, processOf, putBack, remove, run, snapshotOf, started } from './support.js'

function scratch(): string {
  const stateDir = mkdtempSync(`${tmpdir()}/svreset-runs-`)
  onTestFinished(() => rmSync(stateDir, { recursive: true }))
  return stateDir
}

function keep(stateDir: string, journal: string, id = run): void {
  mkdirSync(`${stateDir}/runs/${id}`, { recursive: true })
  writeFileSync(`${stateDir}/runs/${id}/journal.jsonl`, journal)
}

const lines = (...entries: readonly unknown[]) =>
  entries.map(entry => formatLine(entry as JournalEntry, new Date('2026-11-23T15:31:00Z')))

describe('readStory', () => {
  it('names damaged lines and tells the rest', () => {
    const stateDir = scratch()
    const [first = '', second = '', third = ''] = lines(started, remove, outcome('remove'))
    keep(stateDir, `${first}${second.replace('nginx', 'nginy')}rubbish\n${third}{"time":"2026`)
    const { damage, steps, sessions } = readHistory(stateDir, run)
    expect(damage).toEqual({ journal: null, lines: [2, 3], torn: true, unknown: 0 })
    expect([steps.length, sessions.length]).toEqual([1, 1])
  })

  it.each([
    ['with its steps to come', []],
    [
      'with its steps done, while it still looks',
      [remove, outcome('remove'), { event: 'closed', how: 'done' }],
    ],
  ])('calls a run that holds the lock running: %s', async (_, records) => {
    const stateDir = scratch()
    const holder = spawn('flock', [stateDir, 'sh', '-c', 'echo; exec cat'])
    onTestFinished(() => void holder.stdin.end())
    await once(holder.stdout, 'data')
    const svscanDirectory = { path: stateDir, id: '1:2' }
    keep(stateDir, lines({ ...started, svscanDirectory, pid: holder.pid }, ...records).join(''))
    expect(readHistory(stateDir, run).ending).toEqual({ kind: 'running', pid: holder.pid })
  })

  it('passes over records of a later version, and what is no record although its sum is right', () => {
    const stateDir = scratch()
    const loop = snapshotOf(processOf(1, 2, ['svscan']), processOf(2, 1, ['svscan']))
    keep(
      stateDir,
      lines(
        started,
        { event: 'poem', text: 'x' },
        { event: 'intent', step: 'a', operations: [{ kind: 'sing' }] },
        { event: 'snapshot', snapshot: loop },
        { ...outcome('remove'), durationMs: 1e300 },
        remove,
      ).join(''),
    )
    const history = readHistory(stateDir, run)
    expect(history.damage.unknown).toBe(4)
    expect(history.steps.map(({ id }) => id)).toEqual(['remove'])
  })

  it.each([
    ['a FIFO', (path: string) => execFileSync('mkfifo', [path]), 'unreadable', 'not a regular file'],
    ['a directory', (path: string) => mkdirSync(path), 'unreadable', 'not a regular file'],
    ['nothing', () => {}, 'cut-off', 'there is none'],
  ])('says that there is no story where %s is in the place of the journal', (_, make, kind, journal) => {
    const stateDir = scratch()
    mkdirSync(`${stateDir}/runs/${run}`, { recursive: true })
    make(`${stateDir}/runs/${run}/journal.jsonl`)
    const history = readHistory(stateDir, run)
    expect(history).toMatchObject({ ending: { kind }, damage: { journal }, steps: [] })
    expect(historyText(history, plain)).toContain('journal')
  })
})

const plain = { style: makeStyle(false), width: 80, verbose: true, stateDir: undefined }

describe('which run is meant', () => {
  const other = '2026-11-24T15-31-00Z-00ff'

  it('is told by its id, or by a part that no other has', () => {
    const stateDir = scratch()
    keep(stateDir, '')
    keep(stateDir, '', other)
    mkdirSync(`${stateDir}/runs/lost+found`)
    expect(runIds(stateDir)).toEqual([other, run])
    expect(findRun(stateDir, run)).toBe(run)
    expect(findRun(stateDir, '3f9c')).toBe(run)
    const usage = expect.objectContaining({ exitCode: 2 })
    expect(() => findRun(stateDir, '2026-11')).toThrow(usage)
    expect(() => findRun(stateDir, '../../etc')).toThrow(usage)
  })

  it('is nobody where there are no runs; a state directory that cannot be read is no empty one', () => {
    const stateDir = scratch()
    expect(runIds(`${stateDir}/none`)).toEqual([])
    writeFileSync(`${stateDir}/runs`, '')
    expect(() => runIds(stateDir)).toThrow(expect.objectContaining({ exitCode: 1 }))
  })
})

/** Values that stand where others are expected, and texts that a terminal would obey. */
const strange = fc.oneof(
  fc.constantFrom(
    '\x1b]0;pwned\x07',
    '\x9b2J',
    '<script>alert(1)</script>',
    '" onload="alert(1)',
    '[x](http://evil) <b>`|` ![](http://evil)',
    '``` \n# no heading',
    '\u202e',
    '\udcff',
    '',
    -1,
    null,
  ),
  fc.jsonValue({ maxDepth: 3 }),
)
const wellFormed = [
  started,
  { event: 'snapshot', snapshot: snapshotOf(processOf(5, 1, ['svscan', '\x1b[2J'])) },
  remove,
]
const hostile = '\x1b[2J<b>](x)'
const noted = { id: hostile, severity: 'critical', service: hostile, message: hostile, causedBy: hostile }
const gone = { name: hostile, at: 1000, exact: false, process: null }
const effects = [
  {
    ...started,
    command: ['svreset', hostile],
    machine: { kernel: hostile, init: hostile, node: '', svreset: '' },
  },
  { event: 'snapshot', snapshot: toSnapshot(aSystem([hostile])), findings: [noted] },
  { event: 'services', changes: [gone, { ...gone, at: 2000, process: { pid: 1.5, startTime: -1 } }] },
  { event: 'services', changes: [gone] },
  intent('stop', { kind: 'signal', signal: 'SIGKILL', process: { pid: 1.5, startTime: 1 }, what: hostile }),
  { ...ended('failed'), findings: [{ ...noted, advice: hostile }] },
]
const entry = fc
  .tuple(
    fc.constantFrom(...wellFormed, ...effects, outcome('remove'), putBack, outcome('links'), ended('done')),
    fc.dictionary(
      fc.constantFrom(
        ...['event', 'step', 'operations', 'error', 'output', 'runbook', 'operator', 'seen'],
        ...['findings', 'changes', 'command', 'machine'],
      ),
      strange,
      {
        maxKeys: 1,
      },
    ),
  )
  .map(([record, change]) => ({ ...record, ...change }))

/** What no report may hold of what others wrote. */
const obeyed = /[^\n\P{Cc}]|\p{Cf}/u
const reportOptions = { now: Date.now(), version: '0.1.0', stateDir: undefined }

it('whatever stands in a journal, its story is told, and neither terminal nor browser obeys it', () => {
  const stateDir = scratch()
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 8 }), fc.string(), (entries, rubbish) => {
      keep(stateDir, lines(...entries).join(rubbish === '' ? '' : `${rubbish}\n`))
      const history = readHistory(stateDir, run)
      const html = reportHtml(history, reportOptions)
      const markdown = historyMarkdown(history, undefined)
      const table = runsText([history], { now: Date.now(), style: makeStyle(false), width: null })
      for (const told of [historyText(history, plain), table, html, markdown])
        expect(told).not.toMatch(obeyed)
      expect(foreignTags(html)).toEqual([])
      expect(foreignNodes(fromMarkdown(markdown))).toEqual([])
      expect(historyJson(history, undefined)).toMatchObject({ run, steps: expect.any(Array) })
      expect(problemsWith('run', historyJson(history, undefined))).toEqual([])
    }),
    { numRuns: 100 },
  )
})

const ourTags = new Set(
  `!doctype html head meta title style body header section footer article figure figcaption div p h1 h2 h3 h4
   a strong span time code pre ol ul li dl dt dd details summary svg rect line text`.split(/\s+/),
)

function foreignTags(html: string): string[] {
  return [...html.matchAll(/<\/?([^\s>/]*)/g)].flatMap(([, tag = '']) => (ourTags.has(tag) ? [] : [tag]))
}

/** What Markdown would make of a text that got through: links, pictures, HTML. */
function foreignNodes(node: Nodes): string[] {
  const own = ['link', 'image', 'html', 'definition', 'linkReference', 'imageReference'].includes(node.type)
  return [...(own ? [node.type] : []), ...('children' in node ? node.children.flatMap(foreignNodes) : [])]
}
