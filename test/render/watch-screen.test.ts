import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import type { WatchEvent } from '../../src/diagnosis/watch-events.js'
import { type WatchView, watchLines } from '../../src/render/watch-screen.js'
import { makeStyle } from '../../src/text/style.js'

const event = (at: number, times = 1): WatchEvent => ({
  change: { kind: 'appeared', id: 'zombie', service: `web-${at}` },
  at,
  since: 0,
  times,
})
const view: WatchView = {
  head: ['time', 'HAPPY'],
  body: Array.from({ length: 30 }, (_, at) => `line ${at}`),
  events: [1, 2, 3].map(at => event(at)),
  offset: 0,
  ...{ rows: 20, columns: 40, style: makeStyle(false) },
}

it('fits any window, whatever is to be shown and however it is scrolled', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 120 })
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 40 }),
      fc.nat(30),
      fc.integer({ min: -5, max: 100 }),
      fc.integer({ min: 6, max: 50 }),
      fc.integer({ min: 20, max: 200 }),
      (body, events, offset, rows, columns) => {
        const many = Array.from({ length: events }, (_, at) => event(at))
        const { lines } = watchLines({ ...view, body, events: many, offset, rows, columns })
        expect(lines.length).toBeLessThanOrEqual(rows)
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
      },
    ),
  )
})

it('shows every line of the body to who scrolls, and no more than there are', () => {
  const seen = new Set<string>()
  let offset = 0
  for (let pages = 0; pages < 5; pages++) {
    const { lines, offset: at, page } = watchLines({ ...view, offset })
    for (const line of lines) seen.add(line)
    offset = at + page
  }
  expect(view.body.filter(line => !seen.has(line))).toEqual([])
  const end = watchLines({ ...view, offset: 1000 })
  expect(end.lines).toContain('line 29')
  expect(end.lines.find(line => line.startsWith('…'))).toBe('… 0 more lines, 17 above: arrow keys')
})

it('has the newest events at the bottom, and counts what flutters', () => {
  const { lines } = watchLines({ ...view, body: ['one'], events: [event(1), event(61_000, 3)] })
  expect(lines).toHaveLength(20)
  expect(lines.slice(-2)).toEqual(['00:00:00Z + zombie web-1', '00:01:01Z + zombie web-61000 (3 times s…'])
})
