import fc from 'fast-check'
import { expect, it } from 'vitest'
import { timelineOf } from '../../src/history/timeline.js'
import { toSnapshot } from '../../src/journal/snapshot.js'
import { aSystem } from '../diagnosis/build.js'
import { intent, outcome, putBack, remove, resumed, started, tell } from './support.js'

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

it('draws when each service ran: what concerns a reader first, and what is still so to the edge', () => {
  const snapshot = { event: 'snapshot', snapshot: toSnapshot(aSystem(['a', 'b', 'c'])) } as const
  const at = (ms: number) => Date.parse('2026-11-23T15:31:00.000Z') + ms
  const gone = (name: string, ms: number) => ({ name, at: at(ms), exact: true, process: null })
  const back = (name: string, ms: number) => ({ ...gone(name, ms), process: { pid: ms, startTime: ms } })
  const { strips, linksOut, bars } = timelineOf(
    tell(
      { ...started, at: 0 },
      { ...snapshot, at: 0 },
      { ...remove, at: 0 },
      { ...outcome('remove', 'done', 500), at: 500 },
      { event: 'services', changes: [gone('b', 250), back('b', 500), gone('c', 750)], at: 900 },
      { ...intent('stop', { kind: 'release' }), at: 1000 },
    ),
  )
  expect(strips.map(({ service, up, away }) => [service.name, up, away])).toEqual([
    ['c', [{ at: 0, width: 75 }], [{ at: 75, width: 25 }]],
    [
      'b',
      [
        { at: 0, width: 25 },
        { at: 50, width: 50 },
      ],
      [{ at: 25, width: 25 }],
    ],
    ['a', [{ at: 0, width: 100 }], []],
  ])
  // The run was killed in a step of which nobody knows the end.
  expect(linksOut).toEqual({ at: 0, width: 100 })
  expect(bars.at(-1)).toMatchObject({ at: 100, width: 0 })
})
