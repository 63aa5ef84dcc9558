import fc from 'fast-check'
import { expect, it } from 'vitest'
import { timelineOf } from '../../src/history/timeline.js'
import { outcome, putBack, remove, resumed, started, tell } from './support.js'

it('shows what was done in proportion, and cuts the pause short', () => {
  const { bars, pauses, linksOut } = timelineOf(
    tell(
      started,
      { ...remove, at: 1000 },
      { ...outcome('remove', 'done', 1000), at: 2000 },
      { ...resumed, at: 3_600_000 },
      { ...putBack, at: 3_600_000 },
      { ...outcome('links', 'done', 3000), at: 3_603_000 },
    ),
  )
  expect(bars.map(({ at, width }) => [at, width])).toEqual([
    [0, 23.5],
    [29.5, 70.5],
  ])
  expect(pauses).toEqual([{ at: 23.5, width: 6, ms: 3_598_000, interrupted: true }])
  expect(linksOut).toEqual({ at: 0, width: 100 })
})

it('keeps everything on the paper and in its order, however long anybody thought', () => {
  const step = fc.record({ pause: fc.nat(1e7), ms: fc.nat(1e6), again: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), steps => {
      let at = 0
      const entries = steps.flatMap(({ pause, ms, again }) => {
        at += pause
        const session = again ? [{ ...resumed, at }] : []
        const intent = { ...remove, at }
        at += ms
        return [...session, intent, { ...outcome('remove', 'done', ms), at }]
      })
      const timeline = timelineOf(tell(started, ...entries))
      const { bars, pauses, ticks } = timeline
      for (const span of [...bars, ...pauses]) {
        expect(span.at).toBeGreaterThanOrEqual(0)
        expect(span.width).toBeGreaterThanOrEqual(-1e-9)
        expect(span.at + span.width).toBeLessThanOrEqual(100 + 1e-6)
      }
      for (const [index, bar] of bars.slice(1).entries()) {
        const before = bars[index]
        expect(bar.at).toBeGreaterThanOrEqual((before?.at ?? 0) + (before?.width ?? 0) - 1e-6)
      }
      expect(pauses.reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(40 + 1e-6)
      expect(ticks.length).toBeGreaterThan(0)
      expect(ticks.length).toBeLessThanOrEqual(12)
    }),
  )
})
