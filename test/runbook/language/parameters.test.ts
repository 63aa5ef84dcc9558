import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Parameter, Runbook } from '../../../src/contract/runbook.js'
import { parameterText, takeParameters } from '../../../src/runbook/language/parameters.js'

const runbook = {
  name: 'any',
  parameters: {
    text: { type: 'string', default: '', description: '' },
    flag: { type: 'boolean', default: false, description: '' },
    number: { type: 'integer', default: 0, description: '' },
    names: { type: 'list', default: [], description: '' },
  } as unknown as Record<string, Parameter>,
} as Runbook

const values = fc.record({
  text: fc.string(),
  flag: fc.boolean(),
  number: fc.integer(),
  names: fc.array(fc.string()),
})

it('a saved value is read as the same value', () => {
  fc.assert(
    fc.property(values, saved => {
      const given = Object.fromEntries(
        Object.entries(saved).map(([name, value]) => [name, parameterText(value)]),
      )
      expect(takeParameters(runbook, given)).toEqual(saved)
    }),
  )
})

it('a given value goes before the recorded one, and the recorded one before the default', () => {
  expect(takeParameters(runbook, { text: 'given' }, { text: 'recorded', number: 3 })).toEqual({
    text: 'given',
    flag: false,
    number: 3,
    names: [],
  })
})
