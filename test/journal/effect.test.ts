import { expect, it } from 'vitest'
import { isAsBefore, isStillAway } from '../../src/contract/effect.js'
import { undoStepId } from '../../src/contract/runbook.js'
import { partsOf } from '../../src/diagnosis/service-part.js'
import { effectOf } from '../../src/journal/effect.js'
import type { JournalEntry, ServiceChange } from '../../src/journal/journal-entry.js'
import { toSnapshot } from '../../src/journal/snapshot.js'
import { alterDirectory, aStatus, aSystem } from '../diagnosis/build.js'
import {
  ended,
  intent,
  outcome,
  processOf,
  remove,
  resumed,
  snapshotOf,
  started,
} from '../history/support.js'

const system = aSystem(['nginx'])
const snapshot: JournalEntry = { event: 'snapshot', snapshot: toSnapshot(system), findings: [] }
const [part] = partsOf(system)
const name = part?.name ?? ''
const went = (at: number, exact = true): ServiceChange => ({ name, at, exact, process: null })
const came = (at: number): ServiceChange => ({
  ...{ name, at, exact: true },
  process: { pid: at, startTime: at },
})
const changes = (...all: ServiceChange[]): JournalEntry => ({ event: 'services', changes: all })
const absencesOf = (...entries: JournalEntry[]) =>
  effectOf('R', [started, snapshot, ...entries])?.services.find(each => each.name === name)?.absences

it('pairs what went with what came, over the sessions; what has not come back stays open', () => {
  expect(absencesOf()).toEqual([])
  expect(
    absencesOf(changes(went(10), came(25)), changes(went(40, false)), resumed, changes(came(90))),
  ).toEqual([
    { from: 10, to: 25, exact: true },
    { from: 40, to: 90, exact: false },
  ])
  expect(absencesOf(changes(went(10)))).toEqual([{ from: 10, to: null, exact: true }])
  // It came without having gone: its start before the first step is none of our business.
  expect(absencesOf(changes(came(25)))).toEqual([])
  // A clock that was set back makes no time negative.
  expect(absencesOf(changes(went(10), came(5)))).toEqual([{ from: 10, to: 10, exact: true }])
})

it('counts each step once, by its last attempt; a restore counts its own, and an undo is none', () => {
  const restoring = {
    ...resumed,
    event: 'restoring',
    steps: [{ id: 'links', name: 'Put back' }],
  } as JournalEntry
  const steps = (...entries: JournalEntry[]) => effectOf('R', [started, ...entries])?.steps
  const none = { done: 0, unchanged: 0, skipped: 0, failed: 0, cutOff: 0, notReached: 0 }
  expect(steps()).toEqual({ ...none, notReached: 3 })
  expect(steps(remove, outcome('remove'), intent('stop'), outcome('stop', 'failed'))).toEqual({
    ...{ ...none, done: 1, failed: 1, notReached: 1 },
  })
  expect(steps(outcome('stop', 'failed'), resumed, outcome('stop'), intent('links'))).toEqual({
    ...{ ...none, done: 1, cutOff: 1, notReached: 1 },
  })
  expect(steps(restoring, outcome('links'), intent(undoStepId))).toEqual({ ...none, done: 1 })
  expect(steps(remove, outcome('remove'), restoring, outcome('links'), resumed)).toEqual({
    ...{ ...none, done: 1, notReached: 2 },
  })
})

it('nobody is well whose links are out, and what nobody has looked at is not known', () => {
  const end = ended('stopped')
  const verdict = (entry: JournalEntry) => effectOf('R', [started, snapshot, entry])?.verdict
  expect(verdict({ ...end, findings: [] } as JournalEntry)).toEqual({ before: 'happy', after: 'happy' })
  expect(verdict({ ...end, links: 'removed', findings: [] } as JournalEntry)?.after).toBe('sick')
  expect(verdict(end)?.after).toBe(null)
  expect(effectOf('R', [started, snapshot, end, resumed])?.ending).toBe('cut-off')
  expect(effectOf('R', [])).toBe(null)
})

it('names what it killed: by signal, by an order to supervise, by svc', () => {
  const id = { pid: 7, startTime: 70 }
  const effect = effectOf('R', [
    started,
    { event: 'snapshot', snapshot: snapshotOf(processOf(7, 1, ['nginx'])) },
    intent(
      'stop',
      { kind: 'signal', signal: 'SIGTERM', process: id, what: 'nginx' },
      { kind: 'signal', signal: 'SIGKILL', process: id, what: 'nginx' },
      { kind: 'control', orders: 'dx', process: id, what: 'supervise a' },
      { kind: 'control', orders: 'k', process: id, what: 'supervise b' },
      { kind: 'command', argv: ['svc', '-k', '/usr/local/c'], cwd: '/' },
      { kind: 'command', argv: ['svc', '-d', '/usr/local/d'], cwd: '/' },
    ),
  ])
  expect(effect?.killed).toEqual([
    { what: 'nginx', pid: 7, step: 'stop' },
    { what: 'the child of supervise b', pid: null, step: 'stop' },
    { what: 'what ran in /usr/local/c', pid: null, step: 'stop' },
  ])
})

it('calls a service that was told to go down, and went, as it was: it is not away', () => {
  const told = {
    before: 'up, wanted down',
    after: 'down',
    absences: [{ from: 1, to: null, exact: true }],
  } as const
  const lost = { ...told, before: 'up' } as const
  const service = { name: 'a', role: 'service' } as const
  expect([isAsBefore(told), isStillAway({ ...service, ...told })]).toEqual([true, false])
  expect([isAsBefore(lost), isStillAway({ ...service, ...lost })]).toEqual([false, true])
  expect([isAsBefore({ ...lost, after: null }), isAsBefore({ before: 'paused', after: 'up' })]).toEqual([
    null,
    false,
  ])
})

it('what was wanted down and still runs without a link is as it was', () => {
  const stubborn = aSystem(['nginx'], draft =>
    alterDirectory(draft, 'nginx', { status: aStatus(102, { want: 'down' }) }),
  )
  const out = aSystem(['nginx'], draft => draft.entries.splice(0))
  const end = { ...ended('stopped'), left: toSnapshot(out) } as JournalEntry
  const [service] =
    effectOf('R', [started, { ...snapshot, snapshot: toSnapshot(stubborn) }, end])?.services ?? []
  expect([service?.before, service?.after]).toEqual(['up, wanted down', 'up, wanted down'])
})
