import { describe, expect, it } from 'vitest'
import type { JournalEntry, JournalLine } from '../../src/journal/journal-entry.js'
import { leftOff } from '../../src/journal/left-off.js'

const session = { bootId: 'b', operator: { uid: 0, user: 'root', sudoUser: 'rachel' }, pid: 7 }
const steps = [
  { id: 'remove', name: 'Empty the directory' },
  { id: 'stop', name: 'Stop all' },
  { id: 'links', name: 'Put back' },
]
const started: JournalEntry = {
  event: 'started',
  run: 'r',
  runbook: { name: 'reset', digest: 'd' },
  svscanDirectory: { path: '/etc/service', id: '1:1' },
  ...session,
  steps,
}
const intent = (step: string): JournalEntry => ({ event: 'intent', step, operations: [] })
const outcome = (step: string, status: 'done' | 'failed'): JournalEntry => ({
  ...{ event: 'outcome', step, status, durationMs: 1 },
})

/** A second apart. */
function told(...entries: JournalEntry[]) {
  return leftOff(entries.map((entry, index): JournalLine => ({ time: at(index), ...entry })))
}

function at(second: number): string {
  return new Date(second * 1000).toISOString()
}

describe('leftOff', () => {
  it('tells who began, when, and in which step of how many nothing more was heard', () => {
    expect(told(started, intent('remove'), outcome('remove', 'done'), intent('stop'))).toMatchObject({
      begun: { who: 'rachel (sudo, uid 0)', pid: 7, from: 0 },
      heard: 3000,
      ended: null,
      step: { name: 'Stop all', number: 2 },
      stepEnded: false,
      done: [{ name: 'Empty the directory', number: 1 }],
      of: 3,
    })
  })

  it('keeps the numbers of the first session when a resumed one has only the steps that were left', () => {
    const resumed: JournalEntry = { event: 'resumed', ...session, pid: 8, steps: steps.slice(1) }
    expect(told(started, outcome('remove', 'done'), resumed, outcome('stop', 'failed'))).toMatchObject({
      last: { kind: 'resumed', pid: 8 },
      step: { number: 2 },
      stepEnded: false,
      done: [{ number: 1 }],
      of: 3,
    })
  })

  it('gives no number to a step of restore, and does not take it for one of the run', () => {
    const restoring: JournalEntry = {
      ...{ event: 'restoring', ...session, steps: [{ id: 'links', name: 'Put the links back' }] },
    }
    expect(told(started, intent('remove'), restoring, outcome('links', 'done'))).toMatchObject({
      last: { kind: 'restoring' },
      step: { name: 'Put the links back', number: null },
      done: [],
    })
  })

  it('does not count as done what is being done again', () => {
    expect(told(started, outcome('remove', 'done'), intent('remove'))?.done).toEqual([])
  })

  it('tells nothing without a beginning', () => {
    expect(told(intent('remove'))).toBeNull()
  })
})
