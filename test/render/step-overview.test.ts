import { expect, it } from 'vitest'
import { overviewLines } from '../../src/render/step-overview.js'

it('shows each step in one line: how it ended, which one is next, what is to come', () => {
  const steps = [
    { id: 'a', name: 'Record' },
    { id: 'b', name: 'Stop\nall' },
    { id: 'c', name: 'Restart' },
    { id: 'd', name: 'Check' },
  ]
  const ended = new Map([
    ['a', 'done'],
    ['b', 'unchanged'],
  ] as const)
  expect(overviewLines(steps, ended, 'c')).toEqual([
    '  1  done           Record',
    '  2  nothing to do  Stop\\x0aall',
    '  3  now            Restart',
    '  4  to come        Check',
  ])
})

it('a step that is tried again is the current one, whatever it was before', () => {
  const steps = [{ id: 'a', name: 'Record' }]
  expect(overviewLines(steps, new Map([['a', 'failed']]), 'a')).toEqual(['  1  now            Record'])
})
