import { describe, expect, it } from 'vitest'
import { type Finding, verdictOf } from '../../src/contract/finding.js'
import { noDoubts } from '../../src/diagnosis/doubt-history.js'
import { serviceStates } from '../../src/diagnosis/service-state.js'
import { endedByReset, possibleCauses } from '../../src/findings/causes.js'
import { diagnose, examine } from '../../src/findings/diagnose.js'
import { definitions } from '../../src/findings/index.js'
import { triage } from '../../src/repair/triage.js'
import type { Orphan } from '../../src/system/details.js'
import type { Process } from '../../src/system/process.js'
import type { Surroundings } from '../../src/system/surroundings.js'
import type { HalfStatus, SuperviseStage, SuperviseStatus, System } from '../../src/system/system.js'
import {
  aCloser,
  aDirectory,
  aLink,
  alter,
  alterDirectory,
  anOrphan,
  aProcess,
  aroundOf,
  aStatus,
  aSupervise,
  aSystem,
  type Draft,
  later,
  remove,
  ticks,
  time,
} from '../diagnosis/build.js'

const zombie: Partial<Process> = { state: 'Z', arguments: [], workingDirectory: null, descriptors: {} }

function ids(findings: readonly Finding[]): string[] {
  return findings.map(({ id, service }) => (service === null ? id : `${id} ${service}`))
}

function found(change: (draft: Draft) => void): string[] {
  return ids(diagnose(aSystem(['nginx', 'tinydns'], change)))
}

/** What becomes of the first finding after these looks. */
function remedyOf(systems: readonly System[]): string | undefined {
  let history: ReturnType<typeof examine>['history'] | undefined
  let kind: string | undefined
  for (const system of systems) {
    const examination = examine(system, history)
    history = examination.history
    kind = triage(examination.findings, system).treatments[0]?.remedy.kind
  }
  return kind
}

/** Ids after each of these looks, and whether the last one leaves a doubt. */
function looks(...systems: System[]): { found: string[][]; doubtful: boolean } {
  let history: ReturnType<typeof examine>['history'] | undefined
  let doubtful = false
  const all = systems.map(system => {
    const examination = examine(system, history)
    history = examination.history
    doubtful = examination.doubts.length > 0
    return ids(examination.findings)
  })
  return { found: all, doubtful }
}

describe('a healthy system', () => {
  it('has no finding, and leaves no doubt', () => {
    const { findings, doubts } = examine(aSystem(['nginx', 'tinydns']))
    expect(findings).toEqual([])
    expect(doubts).toEqual([])
    expect(verdictOf(findings)).toBe('happy')
  })

  it('may have services that are normally down: up, or down and told so', () => {
    expect(
      found(draft => {
        alterDirectory(draft, 'nginx', { normallyDown: true })
        alterDirectory(draft, 'tinydns', { normallyDown: true, status: aStatus(0, { want: 'down' }) })
        remove(draft, 112)
      }),
    ).toEqual([])
  })
})

describe('the table', () => {
  it('has each id once, and names only known ids as causes', () => {
    const known = definitions.map(({ id }) => id)
    expect(new Set(known).size).toBe(known.length)
    for (const definition of definitions) {
      const { consequenceOfOwn = [] } = definition
      expect(known).toEqual(expect.arrayContaining([...possibleCauses(definition), ...consequenceOfOwn]))
    }
  })
})

describe('a consequence', () => {
  it('of what only a person can mend is not promised by a reset', () => {
    const findings = diagnose(
      aSystem(['nginx'], draft => {
        alterDirectory(draft, 'nginx', { run: { kind: 'missing' } })
        alter(draft, 102, { ...zombie, command: 'supervise', startTime: ticks - 50 })
      }),
    )
    expect(findings.map(({ id, causedBy }) => [id, causedBy])).toEqual([
      ['run-missing', undefined],
      ['zombie', 'run-missing'],
    ])
    expect(endedByReset(findings)).toEqual([])
    const alone = findings.flatMap(({ causedBy: _, ...finding }) => (finding.id === 'zombie' ? finding : []))
    expect(endedByReset(alone).map(({ id }) => id)).toEqual(['zombie'])
  })
})

describe('svscan', () => {
  it('is not running: every supervise is an orphan because of it', () => {
    const findings = diagnose(
      aSystem(['nginx'], draft => {
        remove(draft, 11)
        for (const pid of [100, 101]) alter(draft, pid, { parent: 1 })
      }),
    )
    expect(ids(findings)).toEqual([
      'svscan-not-running',
      'supervise-orphaned nginx',
      'supervise-orphaned nginx',
    ])
    expect(findings.map(({ causedBy }) => causedBy)).toEqual([
      undefined,
      'svscan-not-running',
      'svscan-not-running',
    ])
  })

  it('about to become supervise, in a fork of its own, is no second svscan', () => {
    const forked = (change: Partial<Process>) =>
      found(draft => {
        const svscan = draft.processes.find(({ pid }) => pid === 11)
        if (svscan !== undefined) draft.processes.push({ ...svscan, pid: 500, parent: 11, ...change })
      })
    expect(forked({})).toEqual([])
    // Its arguments were read when it had just become it.
    expect(forked({ arguments: ['supervise', 'nginx'] })).toEqual([])
  })

  it('below no svscanboot is a warning, unless something else keeps it', () => {
    const alone = (draft: Draft) => alter(draft, 11, { parent: 1 })
    expect(found(alone)).toEqual(['svscanboot-missing'])
    expect(
      found(draft => {
        alone(draft)
        draft.observation = { surroundings: keptBy('runsv') }
      }),
    ).toEqual([])
  })

  it('in another directory is somebody else’s', () => {
    expect(
      found(draft => {
        draft.processes.push(
          aProcess(500, 1, {
            command: 'svscan',
            arguments: ['svscan', '/home/u/service'],
            workingDirectory: { path: '/home/u/service', deleted: false, id: '9:9' },
          }),
          aProcess(501, 500, {
            command: 'supervise',
            arguments: ['supervise', 'nginx'],
            workingDirectory: { path: '/home/u/nginx', deleted: false, id: '9:10' },
          }),
        )
      }),
    ).toEqual([])
  })

  it('whose errors nobody reads is sick; one whose errors another program reads is not', () => {
    const readers = (pids: number[]) => (draft: Draft) => {
      remove(draft, 12)
      alter(draft, 11, { parent: 1 })
      draft.observation = { pipeReaders: new Map([['pipe:[1]', pids]]), surroundings: keptBy('runsv') }
    }
    expect(found(readers([]))).toEqual(['readproctitle-missing'])
    expect(found(readers([77]))).toEqual([])
  })
})

/** svscan is what this program, its parent, runs. */
function keptBy(command: string): Surroundings {
  const system = aSystem([], draft => alter(draft, 11, { parent: 1 }))
  const origins = aroundOf(system).origins.map(origin => ({
    ...origin,
    ancestors: [aProcess(1, 0, { command })],
  }))
  return aroundOf(system, { origins })
}

describe('supervise', () => {
  const deleted = { path: '/usr/local/tinydns', deleted: true, id: '2:999' }

  it('in a deleted directory is found, with the name of its service', () => {
    expect(
      found(draft => {
        draft.processes.push({
          ...aSupervise(500, 'tinydns', '/usr/local/tinydns', '2:999', {}),
          workingDirectory: deleted,
        })
      }),
    ).toEqual(['supervise-in-deleted-directory tinydns'])
  })

  it('twice in a directory is a duplicate, but its own fork is not', () => {
    const again = aSupervise(500, 'nginx', '/usr/local/nginx', '2:100', {})
    expect(found(draft => draft.processes.push(again))).toEqual(['supervise-duplicate nginx'])
    expect(found(draft => draft.processes.push({ ...again, parent: 100 }))).toEqual([])
  })

  it('that has just been started a second time is only doubtful: it may be about to leave', () => {
    const young = { ...aSupervise(500, 'nginx', '/usr/local/nginx', '2:100', {}), startTime: ticks - 5 }
    const system = aSystem(['nginx'], draft => draft.processes.push(young))
    expect(looks(system)).toEqual({ found: [[]], doubtful: true })
    expect(looks(system, later(system, 0.3)).found[1]).toEqual(['supervise-duplicate nginx'])
  })

  it('is none where only the name is that of one', () => {
    const other = aProcess(500, 1, {
      command: 'supervise',
      arguments: ['/opt/supervise', '1000'],
      workingDirectory: { path: '/usr/local/nginx', deleted: false, id: '2:100' },
      descriptors: { 0: '/dev/null', 1: '/dev/null', 2: '/dev/null' },
    })
    expect(found(draft => draft.processes.push(other))).toEqual([])
    const descriptors = { ...other.descriptors, 5: '/usr/local/nginx/supervise/control (deleted)' }
    expect(found(draft => draft.processes.push({ ...other, descriptors }))).toEqual([
      'supervise-orphaned nginx',
      'supervise-duplicate nginx',
    ])
  })

  it('without a link is unlinked', () => {
    expect(
      found(draft => {
        draft.entries = draft.entries.filter(({ name }) => name !== 'tinydns')
      }),
    ).toEqual(['supervise-unlinked tinydns', 'supervise-unlinked tinydns'])
  })

  it('is missing only when svscan must have seen the link', () => {
    const gone = (changed: number) =>
      aSystem(['nginx', 'tinydns'], draft => {
        remove(draft, 110, 111, 112, 113)
        draft.entries = draft.entries.map(entry => (entry.name === 'tinydns' ? { ...entry, changed } : entry))
      })
    expect(looks(gone(time - 60_000)).found).toEqual([['supervise-missing tinydns']])
    const young = gone(time - 2000)
    expect(looks(young)).toEqual({ found: [[]], doubtful: true })
    expect(looks(young, later(young, 4.5)).found[1]).toEqual(['supervise-missing tinydns'])
  })

  it('that has exited and waits for svscan to reap it is not missing yet', () => {
    const system = aSystem(['nginx', 'tinydns'], draft => {
      remove(draft, 112)
      alter(draft, 110, zombie)
    })
    expect(looks(system)).toEqual({ found: [[]], doubtful: true })
  })

  it('that somebody else calls so, elsewhere, is none of ours', () => {
    expect(
      found(draft => {
        draft.processes.push(
          aProcess(500, 1, {
            command: 'supervise',
            arguments: ['/usr/bin/supervise', 'x'],
            workingDirectory: { path: '/opt', deleted: false, id: '9:1' },
          }),
          aProcess(501, 1, { command: 'supervisord', arguments: ['supervisord'] }),
        )
      }),
    ).toEqual([])
  })
})

describe('a zombie', () => {
  it('of a long-lived process is passing, until it outlives a scan', () => {
    const system = aSystem(['nginx'], draft => alter(draft, 102, zombie))
    expect(looks(system)).toEqual({ found: [[]], doubtful: true })
    expect(looks(system, later(system, 6)).found[1]).toContain('zombie nginx')
  })

  it('that is a failed fork of supervise is found at once', () => {
    expect(
      found(draft => alter(draft, 102, { ...zombie, command: 'supervise', startTime: ticks - 50 })),
    ).toContain('zombie nginx')
  })

  it('below svscan that is replaced by another one is one finding', () => {
    const withZombie = (pid: number, startTime: number) =>
      aSystem(['nginx'], draft =>
        draft.processes.push(aProcess(pid, 11, { ...zombie, command: 'supervise', startTime })),
      )
    const first = withZombie(500, ticks - 100)
    const second = later(withZombie(501, ticks + 400), 4.5)
    expect(looks(first, second)).toEqual({ found: [[], ['zombie']], doubtful: false })
  })
})

describe('a service', () => {
  const young = (pid: number, startTime: number) =>
    aSystem(['nginx'], draft => {
      remove(draft, 102)
      draft.processes.push(aProcess(pid, 100, { startTime }))
      alterDirectory(draft, 'nginx', { status: aStatus(pid) })
    })

  const down = (want: 'up' | 'down' | null) => (draft: Draft) => {
    remove(draft, 102)
    alterDirectory(draft, 'nginx', { status: aStatus(0, { want }) })
  }

  it('that ended after svc -o is down as ordered; one told to be down is a warning', () => {
    expect(found(down(null))).toEqual([])
    expect(found(down('down'))).toEqual(['service-wanted-down nginx'])
  })

  it('that is wanted and has no process for a while is down', () => {
    const system = aSystem(['nginx'], down('up'))
    expect(looks(system, later(system, 1.1))).toEqual({
      found: [[], ['service-down nginx']],
      doubtful: false,
    })
  })

  it('that is down is so whether svscan stands still or not', () => {
    const system = aSystem(['nginx'], draft => {
      down('up')(draft)
      alter(draft, 11, { state: 'T' })
    })
    const [, findings] = looks(system, later(system, 1.1)).found
    expect(findings).toEqual(['process-stopped', 'service-down nginx'])
  })

  it('that was started once more is doubtful until it has settled', () => {
    const first = young(102, ticks - 100)
    expect(looks(first)).toEqual({ found: [[]], doubtful: true })
    expect(looks(first, later(first, 4.5))).toEqual({ found: [[], []], doubtful: false })
  })

  it('that is started again and again is restarting: two new starts', () => {
    const second = later(young(500, ticks + 50), 1)
    const third = later(young(501, ticks + 150), 2)
    expect(looks(young(102, ticks - 100), second, third).found).toEqual([
      [],
      [],
      ['service-restarting nginx'],
    ])
  })

  it('told to be down over 30 seconds ago, whose process lives, is stuck: the order counts, not the stamp', () => {
    const told = (ordered: number, changed = time - 3600_000) =>
      aSystem(['nginx'], draft =>
        alterDirectory(draft, 'nginx', { status: aStatus(102, { want: 'down', changed, ordered }) }),
      )
    expect(looks(told(time - 31_000)).found).toEqual([['service-stuck-stopping nginx']])
    expect(looks(told(time - 29_000))).toEqual({ found: [[]], doubtful: false })
    const timeouts = [5, 60].map(seconds =>
      ids(examine(told(time - 31_000), noDoubts, { stopTimeout: seconds }).findings),
    )
    expect(timeouts).toEqual([['service-stuck-stopping nginx'], []])
    // A clock that went back: the order is in the future, and yet not for ever.
    const future = told(time + 3600_000)
    expect(looks(future, later(future, 30.5))).toEqual({
      found: [[], ['service-stuck-stopping nginx']],
      doubtful: false,
    })
  })

  it('of daemontools-encore is not stuck while its stop runs, which the status calls stopped', () => {
    const told = (stage: SuperviseStage) =>
      found(draft => {
        const status = aStatus(102, { want: 'down', ordered: time - 60_000, stage })
        alterDirectory(draft, 'nginx', { status })
      })
    expect(told('stopped')).toEqual([])
    expect(told('stopping')).toEqual(['service-stuck-stopping nginx'])
  })

  it('in state T is stopped, unless it is paused', () => {
    const stopped = aSystem(['nginx'], draft => alter(draft, 102, { state: 'T' }))
    expect(looks(stopped)).toEqual({ found: [[]], doubtful: true })
    expect(looks(stopped, later(stopped, 0.3)).found[1]).toEqual(['process-stopped nginx'])
    expect(
      found(draft => {
        alter(draft, 102, { state: 'T' })
        alterDirectory(draft, 'nginx', { status: aStatus(102, { paused: true }) })
      }),
    ).toEqual(['service-paused nginx'])
  })

  it.each([
    ['a moment ago is an order', time - 20_000, []],
    ['long ago may be forgotten', time - 301_000, ['service-paused nginx']],
    ['at a time that is still to come may be, too', time + 60_000, ['service-paused nginx']],
  ])('that was paused %s', (_, ordered, expected) => {
    const system = aSystem(['nginx'], draft => {
      alter(draft, 102, { state: 'T' })
      alterDirectory(draft, 'nginx', { status: aStatus(102, { paused: true, ordered }) })
    })
    expect(looks(system)).toEqual({ found: [expected], doubtful: false })
    const note = serviceStates(system)[0]?.note ?? null
    expect(note === null).toBe(expected.length > 0)
  })

  it('whose status tells of another process has a stale one, if it stays so', () => {
    const stale = aSystem(['nginx'], draft => alterDirectory(draft, 'nginx', { status: aStatus(4711) }))
    expect(looks(stale)).toEqual({ found: [[]], doubtful: true })
    expect(looks(stale, later(stale, 0.3)).found[1]).toEqual(['status-stale nginx'])
  })

  it('without a usable run cannot start', () => {
    const run = { mode: 0o644, uid: 0, gid: 0 }
    const interpreter = { path: '/bin/shh', usable: false }
    expect(found(draft => alterDirectory(draft, 'nginx', { run: { kind: 'missing' } }))).toEqual([
      'run-missing nginx',
    ])
    expect(
      found(draft => alterDirectory(draft, 'nginx', { run: { kind: 'not-executable', ...run } })),
    ).toEqual(['run-not-executable nginx'])
    expect(
      found(draft => alterDirectory(draft, 'nginx', { run: { kind: 'executable', ...run, interpreter } })),
    ).toEqual(['run-bad-interpreter nginx'])
  })

  it('may be written by its owner and root, and by nobody else', () => {
    const mode = (change: { mode?: number; uid?: number; gid?: number }) =>
      found(draft => alterDirectory(draft, 'nginx', change))
    expect(mode({ mode: 0o1777 })).toEqual(['service-directory-writable nginx'])
    expect(mode({ mode: 0o775, gid: 50 })).toEqual(['service-directory-writable nginx'])
    expect(mode({ uid: 1000 })).toEqual(['service-directory-writable nginx'])
    expect(mode({ mode: 0o775, gid: 0 })).toEqual([])
  })
})

describe('a leftover', () => {
  /** Started before the supervise of today. */
  const older = ticks - 3700_00
  const leftover = (change: Partial<Process> = {}) =>
    aProcess(500, 1, { descriptors: { 1: 'pipe:[100]', 2: 'pipe:[100]' }, startTime: older, ...change })
  const ended = (draft: Draft) => {
    remove(draft, 102)
    alterDirectory(draft, 'nginx', { status: aStatus(0, { want: null }) })
  }

  it('holds the log pipe of its service, and is older than its supervise', () => {
    expect(found(draft => draft.processes.push(leftover()))).toEqual(['leftover-process nginx'])
  })

  it('is none while what supervise started lives: it came from that', () => {
    const younger = leftover({ startTime: ticks - 1800_00 })
    expect(found(draft => draft.processes.push(younger))).toEqual([])
    const left = aSystem(['nginx'], draft => {
      ended(draft)
      draft.processes.push(younger)
    })
    expect(diagnose(left)).toMatchObject([{ id: 'leftover-process', severity: 'warning', pids: [500] }])
  })

  it('is never what a person sits at, or what holds a session of one', () => {
    const person = [{ terminal: 34_816 }, { arguments: ['-bash'] }]
    for (const change of person) {
      expect(found(draft => draft.processes.push(leftover(change)))).toEqual([])
      expect(found(draft => draft.processes.push(leftover(), aProcess(501, 500, change)))).toEqual([])
    }
  })

  it('may be a log that reads on beside the one that came after it', () => {
    const log = (id: string) =>
      leftover({
        descriptors: { 0: 'pipe:[100]', 1: 'pipe:[1]', 2: 'pipe:[1]' },
        workingDirectory: { path: '/usr/local/nginx/log', deleted: false, id },
      })
    expect(found(draft => draft.processes.push(log('2:101')))).toEqual(['leftover-process nginx'])
    expect(found(draft => draft.processes.push(log('7:7')))).toEqual([])
  })

  it('may write to a pipe that another svscan has made', () => {
    const old = leftover({
      descriptors: { 1: 'pipe:[77]', 2: 'pipe:[77]' },
      workingDirectory: { path: '/usr/local/nginx', deleted: false, id: '2:100' },
    })
    expect(found(draft => draft.processes.push(old))).toEqual([])
    expect(
      found(draft => {
        draft.processes.push(old)
        alter(draft, 11, { descriptors: { 1: 'pipe:[1]', 2: 'pipe:[1]', 7: 'pipe:[77]' } })
      }),
    ).toEqual(['leftover-process nginx'])
  })

  it('that is young may be about to end', () => {
    const young = aSystem(['nginx'], draft => {
      ended(draft)
      draft.processes.push(leftover({ startTime: ticks - 50 }))
    })
    expect(looks(young)).toEqual({ found: [[]], doubtful: true })
    const old = { found: [[], ['leftover-process nginx']], doubtful: false }
    expect(looks(young, later(young, 1.6))).toEqual(old)
    // One goes, and another comes.
    const next = aSystem(['nginx'], draft => {
      ended(draft)
      draft.processes.push(leftover({ pid: 501, startTime: ticks + 150 }))
    })
    expect(looks(young, later(next, 2.1))).toEqual(old)
  })

  describe('of a service that keeps exiting', () => {
    /** A third start in three seconds, and a daemon that has closed its pipes. */
    const failing = (orphan: Partial<Orphan>, log: readonly string[], change: Partial<Process> = {}) =>
      [0, 1, 2].map(second => {
        const system = aSystem(['nginx'], draft => {
          remove(draft, 102)
          const startTime = ticks + second * 100 - 50
          draft.processes.push(
            aProcess(600 + second, 100, { startTime }),
            leftover({ descriptors: {}, ...change }),
          )
          alterDirectory(draft, 'nginx', { status: aStatus(600 + second) })
          const details = aCloser({
            orphans: new Map([[500, anOrphan({ startTime: change.startTime ?? older, ...orphan })]]),
            logTails: new Map([['2:100', log]]),
          })
          draft.observation = { ...draft.observation, details }
        })
        return later(system, second)
      })
    const inUse = ['unable to bind: Address already in use']
    const last = (systems: readonly System[]) => looks(...systems).found.at(-1)
    const holder = { home: '/usr/local/nginx', listens: ['tcp 0.0.0.0:80'] }

    it('stands in its way where it holds what that fails on, and is the cause', () => {
      expect(last(failing(holder, inUse))).toEqual(['leftover-process nginx', 'service-restarting nginx'])
      expect(last(failing({ ...holder, home: null, namedBy: ['2:100'] }, inUse))).toContain(
        'leftover-process nginx',
      )
      expect(last(failing({ ...holder, listens: [], locks: ['/run/nginx.lock'] }, inUse))).toContain(
        'leftover-process nginx',
      )
    })

    it('may stand in its way where only the port tells, and then a person finds out who has started it', () => {
      const port = ['unable to bind to port 80: address in use']
      const systems = failing({ ...holder, home: null }, port)
      expect(last(systems)).toContain('leftover-process nginx')
      expect(remedyOf(systems)).toBe('person')
      expect(remedyOf(failing(holder, port))).toBe('cure')
      // A daemon has a session of its own; this one came from the supervise of today.
      const daemon = { startTime: ticks - 1000, session: 500 }
      expect(remedyOf(failing(holder, port, daemon))).toBe('person')
      expect(last(failing({ ...holder, home: null }, ['unable to bind to port 8080']))).toEqual([
        'service-restarting nginx',
      ])
    })

    it('does not where it holds nothing, came from elsewhere, or the log tells of something else', () => {
      expect(last(failing({ ...holder, listens: [] }, ['no such file']))).toEqual([
        'service-restarting nginx',
      ])
      expect(last(failing({ ...holder, home: '/usr/local/other' }, inUse))).toEqual([
        'service-restarting nginx',
      ])
      expect(last(failing(holder, ['syntax error in line 7']))).toEqual(['service-restarting nginx'])
    })
  })

  it('is no process that merely lives below PID 1', () => {
    expect(
      found(draft => draft.processes.push(leftover({ descriptors: { 1: 'pipe:[7]', 2: '/dev/null' } }))),
    ).toEqual([])
  })
})

describe('a log', () => {
  it('without a supervise is missing: its pipe fills', () => {
    const system = aSystem(['nginx'], draft => remove(draft, 101, 103))
    expect(ids(diagnose(system))).toEqual(['log-missing nginx'])
  })

  it('that svscan does not know is a warning', () => {
    expect(
      found(draft => {
        remove(draft, 101, 103)
        alter(draft, 100, { descriptors: { 1: 'pipe:[1]', 2: 'pipe:[1]' } })
      }),
    ).toEqual(['log-not-picked-up nginx'])
  })

  it('whose lock another process holds, and a service frozen in a write to it', () => {
    const blocked = { pids: [102], logDirectory: null }
    const system = aSystem(['nginx'], draft => {
      draft.observation = {
        details: aCloser({
          logLocks: new Map([['2:101', [{ path: '/usr/local/nginx/log/main/lock', pid: 1 }]]]),
          blockedWriters: new Map([['2:100', blocked]]),
        }),
      }
    })
    expect(looks(system)).toEqual({ found: [['log-lock-held nginx']], doubtful: true })
    expect(looks(system, later(system, 1)).found[1]).toEqual([
      'log-lock-held nginx',
      'service-blocked-on-log nginx',
    ])
  })
})

describe('entries', () => {
  it('that are no links, lead nowhere, or lead to the same place', () => {
    expect(found(draft => draft.entries.push(aLink('gone', null)))).toEqual(['link-dangling gone'])
    expect(
      found(draft => {
        const file = { kind: 'other', link: null, problem: 'not a directory' } as const
        draft.entries.push(aLink('file', null, file))
      }),
    ).toEqual(['entry-not-a-link file'])
    expect(
      found(draft => {
        const directory = draft.entries[0]?.directory ?? null
        draft.entries.push(aLink('zz', directory))
      }),
    ).toEqual(['link-same-directory zz'])
  })

  it('that may not be looked into are unknown, not dangling', () => {
    const findings = diagnose(
      aSystem(['nginx'], draft => {
        draft.entries.push(aLink('secret', null, { problem: 'permission denied (EACCES)' }))
      }),
    )
    expect(ids(findings)).toEqual(['unreadable secret'])
    expect(verdictOf(findings)).toBe('unknown')
  })

  it('whose log may not be looked into hide where its supervise runs', () => {
    expect(
      found(draft => {
        const problem = 'socket is not connected (ENOTCONN)'
        alterDirectory(draft, 'nginx', { log: null, logProblem: problem })
      }),
    ).toEqual(['unreadable nginx'])
  })

  it('that may not be looked into may lead to where a supervise runs', () => {
    const gone = { directory: null, problem: 'socket is not connected (ENOTCONN)' }
    expect(
      found(draft => {
        draft.entries = draft.entries.map(entry => (entry.name === 'nginx' ? { ...entry, ...gone } : entry))
      }),
    ).toEqual(['unreadable nginx'])
  })
})

describe('limits', () => {
  const limited = (open: number, softLimit: number) =>
    found(draft => {
      draft.observation = {
        details: aCloser({ openFiles: new Map([[11, { open, softLimit, hardLimit: softLimit }]]) }),
      }
    })

  it('of open files, two for each service with a log', () => {
    expect(limited(8, 1024)).toEqual([])
    expect(limited(8, 8)).toEqual(['file-descriptors-exhausted'])
    expect(limited(6, 6)).toEqual(['too-many-services', 'file-descriptors-exhausted'])
  })

  it('of services', () => {
    const many = aSystem([], draft => {
      for (let number = 0; number < 1001; number++) {
        draft.entries.push(aLink(`s${number}`, aDirectory(`/usr/local/s${number}`, `3:${number}`)))
      }
    })
    expect(ids(diagnose(many))[0]).toBe('too-many-services')
  })
})

describe('without root', () => {
  it('nothing is missing that may only be hidden', () => {
    const findings = diagnose(
      aSystem(['nginx'], draft => {
        draft.processes = draft.processes.map(process => ({
          ...process,
          workingDirectory: null,
          descriptors: {},
        }))
        // Two of one name may yet be in two directories.
        draft.processes.push({ ...aSupervise(500, 'nginx', '', '', {}), workingDirectory: null })
        draft.observation = { unreadable: [{ what: 'cwd', hides: 'where they run', pids: [11] }] }
      }),
    )
    expect(ids(findings)).toEqual(['unreadable'])
  })
})

describe('daemontools-encore', () => {
  const encore = (stage: SuperviseStage, change: Partial<SuperviseStatus> = {}) => ({
    status: aStatus(102, { stage, ...change }),
  })
  const aHalf = (pid: number, change: Partial<HalfStatus> = {}): HalfStatus => {
    const { log: _, ...half } = aStatus(pid, { stage: 'running', ...change })
    return half
  }

  it('runs a log of its own kind as a second process of the same supervise', () => {
    const withLog = (state: string, paused = false) =>
      found(draft => {
        draft.processes.unshift(aProcess(90, 100, { command: 'multilog', state }))
        alterDirectory(draft, 'nginx', encore('running', { log: aHalf(90, { paused }) }))
      })
    expect(withLog('S')).toEqual([])
    expect(withLog('T', true)).toEqual(['service-paused nginx'])
    const stopped = aSystem(['nginx'], draft => {
      draft.processes.unshift(aProcess(90, 100, { command: 'multilog', state: 'T' }))
      alterDirectory(draft, 'nginx', encore('running', { log: aHalf(90) }))
    })
    expect(looks(stopped, later(stopped, 0.3)).found[1]).toEqual(['process-stopped nginx'])
  })

  it('finds of a log of its own kind what it finds of others, and says which command is for it', () => {
    const withLog = (change: Partial<HalfStatus>, down = false) =>
      diagnose(
        aSystem(['nginx'], draft =>
          alterDirectory(draft, 'nginx', {
            ...encore('running', { log: aHalf(0, { stage: 'stopped', want: 'down', ...change }) }),
            normallyDown: down,
          }),
        ),
      ).map(({ id, message, byHand }) => [id, message.split(' ')[0], byHand.split('  ')[0]])
    expect(withLog({})).toEqual([['service-wanted-down', 'nginx/log', 'svc -Lu /usr/local/nginx']])
    expect(withLog({ stage: 'failed' })).toEqual([
      ['service-down', 'nginx/log', 'find out why it gave up; svc -Lu /usr/local/nginx starts it again'],
    ])
    // svc -u starts a service that is normally down, and not its log.
    expect(withLog({}, true)).toEqual([['service-down', 'nginx/log', 'svc -Lu /usr/local/nginx']])
  })

  it('runs notices beside the service, which are none', () => {
    expect(
      found(draft => {
        remove(draft, 102)
        draft.processes.unshift(aProcess(91, 100, { arguments: ['/bin/sh', './notify', 'run', 'exit'] }))
        alterDirectory(draft, 'nginx', encore('stopped', { pid: 0, want: 'down' }))
      }),
    ).toEqual(['service-wanted-down nginx'])
  })

  it('needs no run where start has done all', () => {
    const without = (stage: SuperviseStage, want: 'up' | 'down' | null) =>
      found(draft => {
        remove(draft, 102)
        alterDirectory(draft, 'nginx', encore(stage, { pid: 0, want }))
      })
    expect(without('started', null)).toEqual([])
    expect(without('stopped', 'down')).toEqual(['service-wanted-down nginx'])
    expect(without('failed', 'down')).toEqual(['service-down nginx'])
  })
})
