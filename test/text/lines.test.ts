import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { oneLine, textOf } from '../../src/text/terminal-text.js'
import { wrap, wrapBeside } from '../../src/text/wrap.js'

const anything = fc
  .string({ unit: 'grapheme-composite' })
  .map(text => text.replaceAll('a', '\n').replaceAll('b', '\r'))

it('a line stays one line, whatever stands in it', () => {
  fc.assert(
    fc.property(fc.array(anything), lines => {
      const printed = textOf(lines)
      expect(printed.split('\n')).toHaveLength(lines.length + 1)
      expect(printed).not.toMatch(/[^\P{Cc}\n]/u)
    }),
  )
})

it('wrap breaks at blanks only', () => {
  fc.assert(
    fc.property(anything, text => {
      const lines = wrap(text, 20, '  ')
      expect(lines.every(line => line.startsWith('  ') && !line.includes('\n'))).toBe(true)
      // Blanks at which it breaks are lost. wrap-ansi normalizes; names that this would change come quoted (quote.ts).
      expect(lines.join('').replaceAll(' ', '')).toBe(oneLine(text).normalize().replaceAll(' ', ''))
    }),
  )
})

it('wrap keeps a no-break space that stands alone', () => {
  expect(wrap('\u00a0', 20, '  ')).toEqual(['  \u00a0'])
})

it('beside a label, the other lines stand below the text', () => {
  expect(wrapBeside('  next: ', 'look at the plan with --dry-run', 24)).toEqual([
    '  next: look at the plan',
    '        with --dry-run',
  ])
})

/** Documents and markup, in which a line is made otherwise, and what draws a screen. */
const others =
  /render\/(check-screen|history-markdown|report\/.*|terminal-line|explain)\.tsx?$|cli\/(runbook\/(markdown|list)|commands\/reset)\.ts$/

it('nothing that is printed is made of lines in another way', () => {
  const root = fileURLToPath(new URL('../../src/', import.meta.url))
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' })
  const files = all.filter(file => /^(main|render\/.*|cli\/.*)\.tsx?$/.test(file))
  expect(files.length).toBeGreaterThan(50)
  const joining = files.filter(file => readFileSync(`${root}${file}`, 'utf8').includes(String.raw`join('\n`))
  expect(joining.filter(file => !others.test(file))).toEqual([])
})
