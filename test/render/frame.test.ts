import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { frameOf, narrowestWindow, unbrokenWidth } from '../../src/render/frame.js'

/** The rows of a line in a window: cut there, or broken without looking at blanks; a wide character stays whole. */
function rowsOf(line: string, columns: number, breaks: boolean): string[] {
  if (!breaks || line === '') return [line]
  const rows = ['']
  for (const character of line) {
    if (stringWidth(`${rows.at(-1)}${character}`) > columns) rows.push('')
    rows.push(`${rows.pop()}${character}`)
  }
  return rows
}

const characters = (widest: number) =>
  fc
    .array(fc.constantFrom('a', '日', '-'), { minLength: 1, maxLength: widest })
    .map(all => all.join(''))
    .filter(line => stringWidth(line) <= widest)
const window = fc.record({
  columns: fc.integer({ min: narrowestWindow, max: 200 }),
  rows: fc.integer({ min: 16, max: 60 }),
})
const drawnIn = window.chain(size =>
  fc.record({
    size: fc.constant(size),
    lines: fc
      .tuple(characters(size.columns - 1), fc.array(characters(unbrokenWidth), { maxLength: 20 }))
      .map(([current, others]) => [current, ...others]),
    narrower: fc.integer({ min: narrowestWindow, max: size.columns }),
    breaks: fc.boolean(),
  }),
)

it('whatever a narrower window makes of it: going up by its rows clears every line, and none of the log', () => {
  fc.assert(
    fc.property(drawnIn, ({ size, lines, narrower, breaks }) => {
      const frame = frameOf(lines, size)
      const after = frame.flatMap(line => rowsOf(line, narrower, breaks))
      expect(after.slice(0, after.length - frame.length).filter(row => row !== '')).toEqual([])
    }),
  )
})

it('takes half of the window at most, with the row of the cursor, and shows the first lines and the last', () => {
  fc.assert(
    fc.property(drawnIn, ({ size, lines }) => {
      const frame = frameOf(lines, size)
      expect(frame.length + 1).toBeLessThanOrEqual(size.rows / 2)
      expect(frame).toContain(lines[0])
      expect(frame.at(-1)).toBe(lines.at(-1))
    }),
  )
})

it('says how many lines it leaves out', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `  ${index}`)
  expect(frameOf(lines, { columns: 80, rows: 16 })).toEqual([
    ...['  0', '  1', '  2', '  3', '  4'],
    '  … 14 more',
    '  19',
  ])
})

it('is nothing where nothing is to be drawn, or a window is too small for it', () => {
  expect(frameOf([], { columns: 80, rows: 24 })).toEqual([])
  expect(frameOf(['one'], { columns: 39, rows: 24 })).toEqual([])
  expect(frameOf(['one'], { columns: 80, rows: 3 })).toEqual([])
  expect(frameOf(['one', 'two'], { columns: 80, rows: 5 })).toEqual(['one'])
})
