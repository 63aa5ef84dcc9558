import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { svreset } from './support/drill.js'

const folder = mkdtempSync(join(tmpdir(), 'svreset-lint-'))
afterAll(() => rmSync(folder, { recursive: true }))

function lint(file: string, ...options: string[]) {
  const [node = '', main = ''] = svreset
  // No more than 64 MB for a file of 1 MB, whatever is in it.
  return spawnSync(node, ['--max-old-space-size=64', main, 'runbook', 'lint', ...options, file], {
    encoding: 'utf8',
  })
}

it.each([
  ['lists', '- '],
  ['brackets', '['],
  ['keys', 'k: 1\n'],
  ['lines', 'a: b: c\n'],
  ['bytes that are no text', '\u00ff'],
])('a megabyte of %s is refused in 64 MB', (name, unit) => {
  const file = join(folder, `${name}.yaml`)
  writeFileSync(file, Buffer.from(unit.repeat((1024 * 1024) / unit.length - 1), 'latin1'))
  const { status, stdout, signal } = lint(file)
  expect([status, signal]).toEqual([2, null])
  expect(stdout).toMatch(/\[(too-large|unreadable)\]/)
})

it('says what is wrong, and as JSON too; what is good exits with 0', () => {
  const file = join(folder, 'mine.yaml')
  writeFileSync(
    file,
    'version: 1\nname: mine\ntitle: Mine\nsteps:\n  - { id: a, name: A, run: [x], timout: 5s }\n',
  )
  const { status, stdout } = lint(file)
  expect(status).toBe(2)
  expect(stdout.split('\n')).toEqual([
    `${file}:5:33: unknown key 'timout': did you mean 'timeout'? [unknown-key]`,
    '  5 |   - { id: a, name: A, run: [x], timout: 5s }',
    `    | ${' '.repeat(32)}^^^^^^`,
    '',
  ])
  expect(JSON.parse(lint(file, '--json').stdout)).toMatchObject([
    { file, good: false, problems: [{ code: 'unknown-key', line: 5, column: 33 }] },
  ])
  expect(lint('reset')).toMatchObject({ status: 0, stdout: 'reset: good\n' })
})
