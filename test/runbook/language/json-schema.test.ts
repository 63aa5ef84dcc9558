import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { vocabulary } from '../../../src/actions/index.js'
import { runbookJsonSchema } from '../../../src/runbook/language/json-schema.js'

const validate = new Ajv2020({ allErrors: true, strict: false }).compile(runbookJsonSchema(vocabulary))
const folder = new URL('../../../runbooks/', import.meta.url)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
  name.endsWith('.yaml'),
)

it.each(files)('an independent validator takes the shipped runbook %s', name => {
  const source = readFileSync(new URL(name, folder), 'utf8')
  validate(parse(source))
  expect(validate.errors ?? []).toEqual([])
})

const good = {
  version: 1,
  name: 'mine',
  title: 'Mine',
  steps: [{ id: 'a', name: 'A', uses: 'links.restore', with: { force: true } }],
}
const step = (change: object) => ({ ...good, steps: [{ ...good.steps[0], ...change }] })

it('takes what the language takes', () => {
  expect(validate(good)).toBe(true)
  expect(validate(step({ with: { force: '${params.force}' } }))).toBe(true)
})

it.each([
  ['an unknown key', { ...good, more: 1 }],
  ['another version', { ...good, version: 2 }],
  ['no step', { ...good, steps: [] }],
  ['an unknown action', step({ uses: 'links.destroy' })],
  ['an input that the action does not take', step({ with: { farce: true } })],
  ['an input of another type', step({ with: { force: 3 } })],
  ['two tasks', step({ run: ['true'] })],
  ['a shell string', step({ uses: undefined, with: undefined, run: 'true' })],
  ['for_each without as', step({ for_each: '${services}' })],
])('refuses %s, as the loader does', (_what, value) => {
  expect(validate(JSON.parse(JSON.stringify(value)))).toBe(false)
})
