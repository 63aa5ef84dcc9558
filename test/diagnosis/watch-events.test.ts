import { expect, it } from 'vitest'
import type { WatchChange } from '../../src/diagnosis/changes.js'
import { addChanges, type WatchEvent } from '../../src/diagnosis/watch-events.js'

const appeared: WatchChange = { kind: 'appeared', id: 'zombie', service: 'web' }
const gone: WatchChange = { kind: 'gone', id: 'zombie', service: 'web' }
const restart = (from: number, to: number): WatchChange => ({
  kind: 'service',
  service: 'web',
  from: `up (pid ${from})`,
  to: `up (pid ${to})`,
})

function after(...looks: readonly (readonly [at: number, ...WatchChange[]])[]): WatchEvent[] {
  return looks.reduce<WatchEvent[]>((events, [at, ...changes]) => addChanges(events, changes, at), [])
}

it('keeps what happens once, newest last', () => {
  expect(after([1, appeared], [2, restart(1, 2)]).map(({ change, times }) => [change, times])).toEqual([
    [appeared, 1],
    [restart(1, 2), 1],
  ])
})

it('folds what flutters into one that counts, at the place of the last', () => {
  expect(after([1000, restart(1, 2)], [2000, appeared], [3000, restart(2, 3)], [4000, gone])).toEqual([
    { change: restart(1, 3), at: 3000, since: 1000, times: 2 },
    { change: gone, at: 4000, since: 2000, times: 2 },
  ])
})

it('tells apart what happens again much later, and one service from another', () => {
  expect(after([0, appeared], [60_000, appeared])).toHaveLength(2)
  expect(after([0, appeared], [1, { ...appeared, service: 'db' }])).toHaveLength(2)
})
