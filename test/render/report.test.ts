import { expect, it } from 'vitest'
import type { JournalEntry } from '../../src/journal/journal-entry.js'
import { historyMarkdown } from '../../src/render/history-markdown.js'
import { reportHtml } from '../../src/render/report/report.js'
import { styleSheet } from '../../src/render/report/style-sheet.js'
import {
  command,
  ended,
  intent,
  outcome,
  processOf,
  putBack,
  remove,
  result,
  resumed,
  snapshotOf,
  started,
  tell,
} from '../history/support.js'

const stop = ['svc', '-dx', ...Array.from({ length: 100 }, (_, at) => `/usr/local/service-${at}`)]
const history = tell(
  started,
  remove,
  outcome('remove'),
  intent('stop', command(...stop)),
  result(
    'stop',
    stop,
    '\x1b[31msvc: <b>warning</b>: unable to control /usr/local/service-3\x1b[0m\nsecond line',
    111,
  ),
  { ...outcome('stop', 'failed'), error: 'not yet: <i>service-3</i>' },
  { ...resumed, at: 60_000 },
  { ...putBack, at: 60_000 },
  { ...outcome('links'), at: 60_100 },
)
const options = { now: Date.parse('2026-11-24T00:00:00Z'), version: '0.1.0', stateDir: undefined }
const html = reportHtml(history, options)

it('the page needs nothing from anywhere, and its style arrives as it was written', () => {
  expect(html).toContain(`<style>${styleSheet}</style>`)
  expect(html).not.toMatch(/src=|url\(|@import|<script|<link|https?:/)
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
})

it('what was printed stands in it as text, without control sequences', () => {
  expect(html).toContain('svc: &lt;b>warning&lt;/b>: unable to control /usr/local/service-3\nsecond line')
  expect(html).toContain('not yet: &lt;i>service-3&lt;/i>')
})

it('the timeline has a bar for each attempt, the time without links, and the interruption', () => {
  expect(html.match(/<line class="bar \w+"/g)).toEqual([
    '<line class="bar done"',
    '<line class="bar failed"',
    '<line class="bar done"',
  ])
  expect(html).toContain('links are missing from the svscan directory')
  expect(html).toMatch(/a: 59\.\d s until somebody resumed the run/)
})

it('what is unfinished says what to do now', () => {
  expect(html).toContain(`<code>svreset resume ${history.run}</code>`)
  expect(historyMarkdown(history, undefined)).toContain(
    `- \`svreset resume ${history.run}\` continues the run`,
  )
  const done = tell(
    started,
    remove,
    outcome('remove'),
    putBack,
    outcome('links'),
    { event: 'closed', how: 'done' },
    ended('done'),
  )
  expect(reportHtml(done, options)).not.toContain('What to do now')
})

it('a long command is folded in the page, where all of it can be read, and cut in the ticket', () => {
  expect(html).toContain('102 words</summary>')
  expect(html).toContain('/usr/local/service-99</code>')
  const markdown = historyMarkdown(history, undefined)
  expect(markdown).not.toContain('/usr/local/service-99')
  expect(markdown).toContain(
    '# exit 111, 11 ms\nsvc: <b>warning</b>: unable to control /usr/local/service-3\n',
  )
})

it('says what waits for an answer, what a killed run left out to the edge, and what changed in the trees', () => {
  const parent = processOf(1, 0, ['svscan'])
  const before = snapshotOf(parent, processOf(5, 1, ['nginx']))
  const after = snapshotOf(parent, processOf(6, 1, ['nginx']))
  const asked = tell(
    started,
    { event: 'snapshot', snapshot: before },
    { ...remove, at: 0 },
    { ...outcome('remove', 'done', 50), at: 50 },
    { ...intent('stop', command('svc', '-dx', '/usr/local/nginx')), at: 30_000 },
    { ...({ ...ended('stopped'), left: after } as JournalEntry), at: 31_000 },
  )
  const page = reportHtml(asked, options)
  expect(page).toMatch(/a: 30\.\d s waiting for an answer/)
  const [, x, width] = /class="links-out" x="([\d.]+)%" width="([\d.]+)%"/.exec(page) ?? []
  expect(Number(x) + Number(width)).toBeCloseTo(100)
  expect(page).toMatch(/class="gone">- S .* 5 .* nginx/)
  expect(page).toMatch(/class="came">\+ S .* 6 .* nginx/)
  expect(page).toMatch(/<span class="name">2\. Stop every service<\/span>/)
})

it('a ticket has a heading for each step, and no table with an empty head', () => {
  const markdown = historyMarkdown(history, undefined)
  expect(markdown).toContain('#### 2. Stop every service\n')
  expect(markdown).toMatch(/\n\| run +\| `.*` +\|\n\| -+ \| -+ \|\n\| begun/)
})
