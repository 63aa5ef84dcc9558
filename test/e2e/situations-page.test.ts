import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { beforeAll, describe, expect, it } from 'vitest'
import { healthyScenarios, scenarios } from '../../src/drill/scenarios.js'

interface Row {
  readonly situation: string
  readonly drills: readonly string[]
  readonly tests: readonly { readonly file: string; readonly title: string }[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const rows = readRows(readFileSync(`${root}/docs/situations.md`, 'utf8'))

/** `FILE: TITLE`, as vitest itself names them, with the names of all groups in front. */
let there: readonly { readonly file: string; readonly names: readonly string[] }[] = []

beforeAll(async () => {
  const list = ['list', '--project', 'e2e', 'test/e2e/situations/', '--json']
  // What this vitest has in its environment is not for another one.
  const { stdout } = await execa(process.execPath, [`${root}/node_modules/vitest/vitest.mjs`, ...list], {
    ...{ cwd: root, env: { PATH: process.env.PATH }, extendEnv: false, stdin: 'ignore' },
  })
  there = JSON.parse(stdout).map(({ file, name }: { readonly file: string; readonly name: string }) => ({
    file: basename(file),
    names: name.split(' > '),
  }))
  // It loads every one of these files.
}, 180_000)

describe('docs/situations.md', () => {
  it('names a test, and no drill that is not there, in each row', () => {
    expect(rows.length).toBeGreaterThan(60)
    const names = scenarios.map(({ name }) => name)
    for (const { situation, drills, tests } of rows) {
      expect([situation, tests.length > 0]).toEqual([situation, true])
      expect([situation, drills.filter(drill => !names.includes(drill))]).toEqual([situation, []])
    }
  })

  it('names only tests that are there', () => {
    const gone = rows.flatMap(({ tests }) => tests.filter(test => !there.some(each => isOf(each, test))))
    expect(gone).toEqual([])
  })

  it('has a row for each test of a situation', () => {
    const named = rows.flatMap(({ tests }) => tests)
    const forgotten = there.filter(each => !named.some(test => isOf(each, test)))
    expect(forgotten).toEqual([])
  })

  it('has a row for each healthy drill', () => {
    const shown = rows.flatMap(({ drills }) => drills)
    expect(healthyScenarios.filter(({ name }) => !shown.includes(name)).map(({ name }) => name)).toEqual([])
  })
})

function readRows(text: string): Row[] {
  const lines = text
    .split('\n')
    .filter(line => line.startsWith('| ') && !line.startsWith('| what people see'))
  return lines.map(line => {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1)
    const [situation = '', , , drills = '', tests = ''] = cells.map(cell => cell.trim())
    if (cells.length !== 5) throw new Error(`not five cells: ${line}`)
    return {
      situation,
      drills: [...drills.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
      tests: tests.split('<br>').flatMap(each => {
        const [, file, title] = /^`([^`]+)`: (.+)$/.exec(each) ?? []
        return file === undefined || title === undefined ? [] : [{ file, title }]
      }),
    }
  })
}

function isOf(
  { file, names }: { readonly file: string; readonly names: readonly string[] },
  wanted: Row['tests'][number],
): boolean {
  const pattern = wanted.title
    .split('…')
    .map(part => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.*')
  return file === wanted.file && new RegExp(`^${pattern}$`, 's').test(names.at(-1) ?? '')
}
