import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inOrder, type RunPosition } from '../../src/journal/run-order.js'

const position = (run: string, sequence: number, time: string): RunPosition => ({ run, sequence, time })

it('goes by the number, then by the time that was recorded, then by the name', () => {
  expect(
    inOrder([
      position('2020-01-01T00-00-00Z-0003', 3, '2020-01-01T00:00:00.000Z'),
      position('2026-01-01T00-00-00Z-0002', 2, '2026-01-01T00:00:00.000Z'),
      position('2026-01-02T00-00-00Z-000b', 0, '2026-01-02T00:00:00.000Z'),
      position('2026-01-03T00-00-00Z-000a', 0, '2026-01-01T00:00:00.000Z'),
      position('2026-01-02T00-00-00Z-000c', 0, '2026-01-02T00:00:00.000Z'),
    ]).map(run => run.slice(-1)),
  ).toEqual(['a', 'b', 'c', '2', '3'])
})

it('is the same order in whatever order they are read', () => {
  const one = fc.record({
    run: fc.string({ minLength: 4, maxLength: 4 }),
    sequence: fc.nat(3),
    time: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'),
  })
  const all = fc.uniqueArray(one, { selector: ({ run }) => run })
  fc.assert(
    fc.property(all, runs => {
      expect(inOrder(runs.toReversed())).toEqual(inOrder(runs))
    }),
  )
})
