import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { jsonSchema } from '../../src/cli/schema/json-schema.js'
import { schemaNames } from '../../src/cli/schema/names.js'
import { svreset } from './support/drill.js'

const [node = '', main = ''] = svreset

function schema(...names: string[]) {
  return spawnSync(node, [main, 'schema', ...names], { encoding: 'utf8' })
}

it('svreset schema lists the schemas; one that there is not is bad usage', () => {
  const names = schema()
    .stdout.split('\n')
    .map(line => line.split(' ')[0])
  expect(names).toEqual([...schemaNames, ''])
  expect(schema('nothing').status).toBe(2)
})

it.each(schemaNames)('svreset schema %s prints it as it is shipped', name => {
  const { stdout, status } = schema(name)
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual(jsonSchema(name))
  expect(readFileSync(`${dirname(main)}/schemas/${name}.schema.json`, 'utf8')).toBe(stdout)
})
