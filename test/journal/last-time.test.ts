import { expect, it } from 'vitest'
import type { JournalEntry } from '../../src/journal/journal-entry.js'
import { lastTimeOf } from '../../src/journal/last-time.js'

const started = {
  event: 'started',
  run: 'R',
  runbook: { name: 'reset', digest: 'd' },
  svscanDirectory: { path: '/etc/service', id: '1:1' },
} as unknown as JournalEntry
const outcome = (
  step: string,
  status: 'done' | 'failed' | 'unchanged',
  durationMs: number,
): JournalEntry => ({
  event: 'outcome',
  step,
  status,
  durationMs,
})

it('of a run that was done: how long each step took that did something, the last time that it was tried', () => {
  const told = lastTimeOf('R', [
    started,
    outcome('stop', 'failed', 30_000),
    outcome('stop', 'done', 4_000),
    outcome('processes', 'unchanged', 1),
    { event: 'closed', how: 'done' },
  ])
  expect(told).toMatchObject({ run: 'R', runbook: 'reset', directory: { path: '/etc/service' } })
  expect([...(told?.took ?? [])]).toEqual([['stop', 4_000]])
})

it('a run that was not done, or was undone, tells nothing', () => {
  expect(lastTimeOf('R', [started, outcome('stop', 'done', 4_000)])).toBe(null)
  expect(lastTimeOf('R', [started, { event: 'closed', how: 'undone' }])).toBe(null)
  expect(lastTimeOf('R', [])).toBe(null)
})
