import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Operation } from '../../../src/contract/operation.js'
import { operationShape } from '../../../src/runbook/operations/shapes.js'
import {
  describeOperation,
  factsOf,
  linkChanges,
  linkUses,
  operationLines,
} from '../../../src/runbook/operations/table.js'
import { samples } from './samples.js'

const asInJournal = operationShape(z.object)
const asInPlan = operationShape(z.strictObject)

describe.each(Object.values<Operation>(samples))('an operation of kind $kind', operation => {
  it('has words for a person, in one line', () => {
    expect(describeOperation(operation)).toMatch(/^[^\n]{10,}$/)
    expect(operationLines([operation]).join('')).not.toBe('')
  })

  it('comes back whole from a journal and from a saved plan', () => {
    const read: unknown = JSON.parse(JSON.stringify(operation))
    expect(asInJournal.parse(read)).toEqual(operation)
    expect(asInPlan.parse(read)).toEqual(operation)
  })

  it('is read from the journal of a later version, and refused in a plan that says more', () => {
    const more = { ...operation, more: 1 }
    expect(asInJournal.parse(more)).toEqual(operation)
    expect(asInPlan.safeParse(more).success).toBe(false)
  })

  it('is brought into balance by what takes it back', () => {
    const back = factsOf(operation).undo(operation)
    if (typeof back === 'string') {
      expect(linkUses(operation).filter(({ does }) => does === 'remove')).toEqual([])
      return
    }
    const balance = new Map<string, number>()
    for (const { does, link } of [operation, ...back].flatMap(linkChanges))
      balance.set(link.name, (balance.get(link.name) ?? 0) + (does === 'make' ? 1 : -1))
    expect([...balance.values()].every(sum => sum === 0)).toBe(true)
  })
})

it('of a kind that a later svreset has written down, the worst is assumed', () => {
  const later = { kind: 'sing' } as unknown as Operation
  expect(linkUses(later)).toEqual([])
  expect(factsOf(later).undo(later)).toBe('lasting')
  expect(factsOf(later).movesProcesses).toBe(true)
  expect(describeOperation(later)).toBe('sing')
})
