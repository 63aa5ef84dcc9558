import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manPages } from '../../docs-gen/pages.js'
import { bold, literal, page, paragraph, prose, tagged } from '../../docs-gen/roff.js'
import { stepSchema } from '../../src/runbook/language/schema.js'
import { program } from '../cli/program.js'

const head = { name: 'x', section: 8, summary: 'x', date: '2026-11-24', version: '0' }
const pages = manPages('.', '0.1.0', '2026-11-24')

/** What mandoc says of a page: of what it warns, and how it reads. */
function mandoc(source: string): { readonly warnings: string; readonly text: string } {
  const directory = mkdtempSync(`${tmpdir()}/svreset-man-`)
  try {
    writeFileSync(`${directory}/page`, source)
    const run = (...words: string[]) => {
      const { stdout, error } = spawnSync('mandoc', [...words, `${directory}/page`], { encoding: 'utf8' })
      if (error !== undefined) throw error
      return stdout
    }
    return {
      warnings: run('-T', 'lint', '-W', 'style'),
      text: run('-T', 'utf8', '-O', 'width=78').replaceAll(/.\x08/gu, ''),
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

describe.each([...pages])('%s', (_, source) => {
  const { warnings, text } = mandoc(source)

  it('has nothing that mandoc warns of', () => expect(warnings).toBe(''))
  it('fits a terminal of 80 columns', () => {
    expect(text.split('\n').filter(line => line.length > 80)).toEqual([])
  })
  it('is what the package installs', () => {
    const { man } = JSON.parse(readFileSync('package.json', 'utf8')) as { man: string[] }
    expect(man).toEqual([...pages.keys()].map(name => `dist/man/${name}`))
  })
})

it('svreset(8) names every command and every option', () => {
  const { text } = mandoc(pages.get('svreset.8') ?? '')
  const words = (command: typeof program): string[] => [
    command.name(),
    ...command
      .createHelp()
      .visibleOptions(command)
      .map(({ long }) => long ?? ''),
    ...command.createHelp().visibleCommands(command).flatMap(words),
  ]
  const without = new Set(['--version', '--help', 'help'])
  for (const word of words(program).filter(each => !without.has(each))) expect(text).toContain(word)
})

it('svreset-runbook(5) names every key of a step', () => {
  const { text } = mandoc(pages.get('svreset-runbook.5') ?? '')
  for (const key of Object.keys(stepSchema.shape)) expect(text).toMatch(new RegExp(`^ {4,}${key}\\b`, 'm'))
})

it('an empty default is shown as one', () => {
  const { text } = mandoc(pages.get('svreset-runbook.5') ?? '')
  expect(text.replaceAll(/\s+/g, ' ')).toContain("in the way in which it is kept running; default: ''.")
  expect(text).not.toMatch(/default: *\./)
})

it('whatever a text holds, the reader sees that text, and roff obeys nothing of it', () => {
  const awkward = fc.string({
    unit: fc.constantFrom(
      '.',
      "'",
      '\\',
      '"',
      '-',
      '`',
      '~',
      '^',
      'SH',
      'fB',
      '(em',
      '%',
      'a',
      '{',
      '}',
      '*',
      '[x]',
    ),
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(fc.array(awkward, { minLength: 1, maxLength: 6 }), words => {
      const [first = 'x'] = words
      const parts = [
        paragraph(prose(first)),
        paragraph(bold(first)),
        literal(first),
        tagged(bold(first), prose(first)),
      ]
      const { text } = mandoc(page(head, ['.SH TEST', ...parts]))
      const shown = text.slice(text.indexOf('TEST') + 4)
      // A hyphen of a text may be a typographical one.
      expect(shown.replaceAll('‐', '-').split(first).length - 1).toBeGreaterThanOrEqual(5)
    }),
    { numRuns: 40 },
  )
})
