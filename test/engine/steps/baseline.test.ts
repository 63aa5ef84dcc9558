import { describe, expect, it } from 'vitest'
import type { Operation, SignalName } from '../../../src/contract/operation.js'
import type { Plan } from '../../../src/contract/plan.js'
import type { Effect } from '../../../src/contract/runbook.js'
import { openBaseline } from '../../../src/engine/steps/baseline.js'
import { differences } from '../../../src/engine/steps/differences.js'
import { trackedProcessChanges, trackedProcessesOf } from '../../../src/engine/steps/tracked-processes.js'
import { type RecordedLink, recordLinks } from '../../../src/system/link-record.js'
import type { ProcessId } from '../../../src/system/process.js'
import type { System } from '../../../src/system/system.js'
import { aLink, alter, aProcess, aSystem, type Draft, remove, ticks } from '../../diagnosis/build.js'

const system = (change: (draft: Draft) => void = () => {}) => aSystem(['nginx', 'tinydns'], change)
const record = (name: string): RecordedLink => {
  const found = recordLinks(system()).find(link => link.name === name)
  if (found === undefined) throw new Error(`no link ${name}`)
  return found
}
const without = (name: string) =>
  system(draft => {
    draft.entries = draft.entries.filter(entry => entry.name !== name)
  })
/** Of a plan only this counts here: whether it stops anything. */
const planOf = (effect: Effect) => ({ steps: [{ effect }], orders: [] }) as unknown as Plan
const stopping = planOf('irreversible')
const replaced = (pid: number, by: number) => (draft: Draft) => {
  alter(draft, pid, { pid: by, startTime: ticks - 100 })
  for (const { pid: child, parent } of draft.processes)
    if (parent === pid) alter(draft, child, { parent: by })
}

describe('what a run counts on', () => {
  it('is there as long as nothing changes, also when a service is started anew', () => {
    const baseline = openBaseline(stopping, system(), [])
    expect(baseline.changes(system())).toEqual([])
    expect(baseline.changes(system(draft => alter(draft, 102, { pid: 777, startTime: ticks - 1 })))).toEqual(
      [],
    )
  })

  it.each<[string, System, string[]]>([
    [
      'a link that has come',
      system(draft => draft.entries.push(aLink('new', null))),
      ['new is new: a link to /usr/local/new'],
    ],
    ['a link that has gone', without('nginx'), ['nginx is gone: it was a link to /usr/local/nginx']],
    [
      'a link that leads elsewhere',
      system(draft => {
        draft.entries = draft.entries.map(entry =>
          entry.name === 'nginx' && entry.link !== null
            ? { ...entry, link: { ...entry.link, target: '/x' } }
            : entry,
        )
      }),
      ['nginx is now a link to /x: it was a link to /usr/local/nginx'],
    ],
    [
      'a svscan that was started anew',
      system(replaced(11, 500)),
      ['svscan, pid 11, was replaced: it is now pid 500'],
    ],
    [
      'a supervise that was started anew',
      system(replaced(100, 500)),
      ['supervise nginx, pid 100, was replaced: it is now pid 500'],
    ],
    [
      'a readproctitle that has ended',
      system(draft => remove(draft, 12)),
      ['readproctitle, pid 12, has ended'],
    ],
    [
      'the same pid, but another process',
      system(draft => alter(draft, 100, { startTime: ticks - 100 })),
      ['supervise nginx, pid 100, was replaced: it is now pid 100'],
    ],
    [
      'a second svscan',
      system(draft => {
        const svscan = draft.processes.find(({ pid }) => pid === 11)
        draft.processes.push(aProcess(500, 1, { ...svscan, pid: 500, startTime: ticks - 100 }))
      }),
      ['svscan, pid 500, is new'],
    ],
  ])('tells of %s', (_what, now, words) => {
    expect(openBaseline(stopping, system(), []).changes(now)).toEqual(words)
  })

  it('what the run itself has done is no change', () => {
    const baseline = openBaseline(stopping, system(), [])
    baseline.acted([{ kind: 'unlink', link: record('nginx') }])
    expect(baseline.changes(without('nginx'))).toEqual([])
    expect(baseline.changes(system())).toEqual(['nginx is new: a link to /usr/local/nginx'])
    baseline.acted([{ kind: 'link', link: record('nginx') }])
    expect(baseline.changes(system())).toEqual([])
    const stopped = system(draft => remove(draft, 100, 102))
    baseline.acted([{ kind: 'command', argv: ['svc', '-dx', '/usr/local/nginx'], cwd: '/' }])
    expect(baseline.changes(stopped)).toEqual([])
    expect(baseline.changes(without('nginx'))).toHaveLength(1)
    baseline.accept(stopped)
    expect(baseline.changes(system(draft => remove(draft, 100, 102, 11)))).toEqual([
      'svscan, pid 11, has ended',
    ])
  })

  it('of a command that is not known to leave links alone, and of what a run did before it was left, nothing is known', () => {
    const commanded = openBaseline(stopping, system(), [])
    commanded.acted([{ kind: 'command', argv: ['/bin/sh', '-c', 'rm /etc/service/nginx'], cwd: '/' }])
    expect(commanded.changes(without('nginx'))).toEqual([])
    const left: Operation[] = [
      { kind: 'signal', signal: 'SIGTERM', process: { pid: 1, startTime: 1 }, what: 'svscan' },
    ]
    expect(openBaseline(stopping, system(), left).changes(system(replaced(11, 500)))).toEqual([])
  })

  it('a svscan that comes back once the orphans of a dead one were stopped is what a reset waits for', () => {
    const dead = (orphans: boolean) =>
      system(draft => remove(draft, 10, 11, 12, ...(orphans ? [] : [100, 102])))
    const order: Operation = { kind: 'command', argv: ['svc', '-dx', '/usr/local/nginx'], cwd: '/' }
    const reset = { ...stopping, restarts: true }
    const early = openBaseline(reset, dead(true), [])
    expect(early.changes(system())).toEqual(['svscan, pid 11, is new'])
    early.acted([order])
    early.accept(dead(false))
    expect(early.changes(system())).toEqual([])
    early.accept(system())
    expect(early.changes(system(replaced(11, 500)))).toContain(
      'svscan, pid 11, was replaced: it is now pid 500',
    )
    // Nobody waits for one in a plan that starts none.
    const other = openBaseline(stopping, dead(true), [order])
    other.accept(dead(false))
    expect(other.changes(system())).toEqual(['svscan, pid 11, is new'])
  })

  it('a supervise that was to be ended and has ended by itself is no change', () => {
    const supervise = system().processes.get(100) as ProcessId
    const toEnd = (orders: string): Operation => ({
      ...{ kind: 'control', orders, process: supervise, what: 'supervise nginx' },
    })
    const baseline = openBaseline(stopping, system(), [])
    const ended = system(draft => remove(draft, 100, 102))
    expect(baseline.changes(ended, [toEnd('dx')])).toEqual([])
    expect(baseline.changes(ended, [toEnd('d')])).toEqual(['supervise nginx, pid 100, has ended'])
    expect(
      baseline.changes(
        system(draft => remove(draft, 11, 100, 102)),
        [toEnd('dx')],
      ),
    ).toEqual(['svscan, pid 11, has ended'])
  })

  it('a plan that stops nothing counts on no process', () => {
    const baseline = openBaseline(planOf('reversible'), system(), [])
    expect(baseline.changes(system(draft => remove(draft, 11, 100)))).toEqual([])
    expect(baseline.changes(without('nginx'))).toHaveLength(1)
  })

  it('a supervise that cannot take its lock, and is started again and again, counts for nothing', () => {
    const failing = (pid: number) =>
      system(draft => {
        draft.processes.push(
          aProcess(pid, 11, { command: 'supervise', arguments: ['supervise', 'log'], startTime: ticks - 10 }),
        )
      })
    expect(trackedProcessesOf(failing(600)).map(({ pid }) => pid)).not.toContain(600)
    expect(trackedProcessChanges(trackedProcessesOf(failing(600)), failing(601))).toEqual([])
  })
})

describe('differences between what was agreed and what would be done', () => {
  const unlink = (name: string, change: Partial<RecordedLink> = {}): Operation => ({
    kind: 'unlink',
    link: { ...record('nginx'), name, ...change },
  })

  it('are named either way; the same act on another object is told apart', () => {
    expect(
      differences(
        { operations: [unlink('a'), unlink('b')] },
        { operations: [unlink('b'), unlink('c')] },
        system(),
      ),
    ).toEqual(['not planned: remove c', 'no longer possible: remove a'])
    expect(
      differences({ operations: [unlink('a')] }, { operations: [unlink('a', { uid: 7 })] }, system()),
    ).toEqual(['no longer the same: remove a'])
    expect(differences({ operations: [unlink('a')] }, { operations: [unlink('a')] }, system())).toEqual([])
  })

  const agreed = (...operations: Operation[]) => ({ operations })
  const signal = (name: SignalName): Operation => ({
    ...{ kind: 'signal', signal: name, what: 'nginx' },
    process: system().processes.get(102) as ProcessId,
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('a process that was to get %s has ended by itself: none', name => {
    const ended = system(draft => remove(draft, 102))
    const zombie = system(draft => alter(draft, 102, { state: 'Z' }))
    const another = system(draft => alter(draft, 102, { startTime: ticks - 1 }))
    for (const now of [ended, zombie, another])
      expect(differences(agreed(signal(name)), agreed(), now)).toEqual([])
    // Its pid belongs to another process: that one was not agreed to.
    expect(differences(agreed(signal(name)), agreed(unlink('a')), ended)).toEqual(['not planned: remove a'])
  })

  it('a process that still runs and is not to be ended any more, or was to be continued: told', () => {
    expect(differences(agreed(signal('SIGTERM')), agreed(), system())).toEqual([
      'no longer possible: SIGTERM to nginx, pid 102',
    ])
    const ended = system(draft => remove(draft, 102))
    expect(differences(agreed(signal('SIGCONT')), agreed(), ended)).toHaveLength(1)
    expect(differences(agreed(unlink('a')), agreed(), ended)).toEqual(['no longer possible: remove a'])
  })
})
