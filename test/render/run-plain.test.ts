import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RunEvent } from '../../src/contract/events.js'
import type { PlannedStep } from '../../src/contract/plan.js'
import { plainOutput } from '../../src/render/run-plain.js'

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 23, 15, 31) }))
afterEach(() => void vi.useRealTimers())

const step = { id: 'stop', name: 'Stop every service', notes: [] } as unknown as PlannedStep
const progress = (...waitingFor: string[]): RunEvent => ({
  event: 'progress',
  step: 'stop',
  done: 5 - waitingFor.length,
  total: 5,
  waitingFor,
})

it('says in a wait, each line with its time, for whom: after a while, when it changes, and now and then', () => {
  let written = ''
  const output = plainOutput(
    text => {
      written += text
    },
    { verbose: false, stateDir: undefined },
  )
  output.show({ event: 'step-started', step, index: 0, of: 2 })
  output.show(progress('a', 'b', 'c', 'd', 'e'))
  vi.advanceTimersByTime(1_000)
  output.show(progress('a', 'b'))
  vi.advanceTimersByTime(1_500)
  output.show(progress('a'))
  vi.advanceTimersByTime(34_000)
  output.show({ event: 'step-finished', step, status: 'done', durationMs: 36_500, error: null })
  vi.advanceTimersByTime(60_000)
  expect(written.split('\n')).toEqual([
    '15:31:00Z [1/2] Stop every service',
    '15:31:02Z   3/5 after 2 s, waiting for a, b',
    '15:31:04Z   4/5 after 4 s, waiting for a',
    '15:31:34Z   4/5 after 34 s, waiting for a',
    '15:31:36Z   done, 36.5 s',
    '',
  ])
})

it('shows with --verbose what a command printed, without what a terminal would obey', () => {
  let written = ''
  const output = plainOutput(
    text => {
      written += text
    },
    { verbose: true, stateDir: undefined },
  )
  const outcome = {
    argv: ['printf', 'x'],
    cwd: '/',
    exitCode: 0,
    durationMs: 5,
    output: '\x1b[31mred\x1b[0m\r\nnext\n',
  }
  output.show({ event: 'command', step: 'a', outcome })
  expect(written).toBe('15:31:00Z   printf x: exit 0, 5 ms\n15:31:00Z     red\n15:31:00Z     next\n')
})
