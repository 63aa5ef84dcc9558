import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/contract/operation.js'
import { foldProgress } from '../../src/journal/find-resumable.js'
import type { JournalEntry } from '../../src/journal/journal-entry.js'

const link = {
  name: 'nginx',
  target: '/usr/local/nginx',
  directory: '/usr/local/nginx',
  uid: 0,
  gid: 0,
  modified: '2026-08-03T10:00:00.000000Z',
}
const unlink: Operation = { kind: 'unlink', link }
const removal: JournalEntry = { event: 'intent', step: 'remove', operations: [unlink] }
const stop: JournalEntry = {
  event: 'intent',
  step: 'stop',
  operations: [{ kind: 'command', argv: ['svc'], cwd: '/' }],
}

function outcome(step: string, status: 'done' | 'failed'): JournalEntry {
  return { event: 'outcome', step, status, durationMs: 1 }
}

describe('foldProgress', () => {
  it.each([
    ['of which nothing more is known', [removal]],
    ['that failed', [removal, outcome('remove', 'failed')]],
    [
      'that failed, though other steps are done since',
      [removal, outcome('remove', 'failed'), stop, outcome('stop', 'done')],
    ],
  ])('leaves open what became of acts %s', (_, entries) => {
    expect(foldProgress(entries).undecided).toEqual([unlink])
  })

  it.each([
    ['whose step is done', [removal, outcome('remove', 'done')]],
    ['after which the run went on to the next step', [removal, stop, outcome('stop', 'done')]],
  ])('takes acts as done %s', (_, entries) => {
    expect(foldProgress(entries).undecided).toEqual([])
  })

  const putBack = (step: string): JournalEntry => ({
    event: 'intent',
    step,
    operations: [{ kind: 'link', link }],
  })
  const restoring: JournalEntry = {
    event: 'restoring',
    bootId: 'b',
    operator: { uid: 0, user: 'root' },
    pid: 1,
  }
  const resumed: JournalEntry = { ...restoring, event: 'resumed' }
  const started = [removal, outcome('remove', 'done'), stop]

  it.each([
    { what: 'restore', rest: [restoring, putBack('links'), outcome('links', 'done')] },
    { what: 'a restore that could not write down which', rest: [restoring] },
    { what: 'an undo', rest: [putBack('undo')] },
  ])('knows which links $what has put back, and takes them for none of the steps', ({ rest }) => {
    const { putBack: names, done, finished } = foldProgress([...started, ...rest])
    expect([...names]).toEqual(['nginx'])
    expect(done.map(({ kind }) => kind)).toEqual(['unlink', 'command'])
    expect([...finished]).toEqual(['remove'])
    // Once it has removed them again, who puts them back is somebody else.
    expect(foldProgress([...started, ...rest, resumed, removal]).putBack.size).toBe(0)
  })
})
