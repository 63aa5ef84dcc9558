import { describe, expect, it } from 'vitest'
import { cureNames } from '../../src/contract/cure.js'
import type { Process } from '../../src/system/process.js'
import type { ServiceDirectory } from '../../src/system/system.js'
import {
  aCloser,
  aDirectory,
  aLink,
  alter,
  alterDirectory,
  aProcess,
  aStatus,
  aSupervise,
  aSystem,
  type Draft,
  remove,
  ticks,
} from '../diagnosis/build.js'
import { planOf, repairRunbook, told, triageOf } from '../repair/support.js'

it('every cure has a step', () => {
  const collections = new Set(repairRunbook.steps.map(({ forEach }) => forEach?.of))
  expect(cureNames.filter(name => !collections.has(`cures.${name}`))).toEqual([])
})

it('a healthy system needs nothing', () => {
  const { treatments, cures } = triageOf(aSystem(['nginx', 'tinydns']))
  expect([treatments, cures]).toEqual([[], {}])
})

/** `nginx` has pids from 100 on, `tinydns` from 110 on: supervise, its log's, the process, the multilog. */
const sick = (change: (draft: Draft) => void) => aSystem(['nginx', 'tinydns'], change)

const kindsOf = (system: ReturnType<typeof aSystem>) =>
  Object.fromEntries(triageOf(system).treatments.map(({ finding, remedy }) => [finding.id, remedy.kind]))

const deleted = (pid: number, path: string): Partial<Process> => ({
  workingDirectory: { path, deleted: true, id: `9:${pid}` },
})

/** A second, younger pair of supervises that svscan has started in the place of tinydns. */
function successors(draft: Draft): void {
  draft.processes.push(
    { ...aSupervise(210, 'tinydns', '/usr/local/tinydns', '2:110', { 1: 'pipe:[210]' }) },
    { ...aSupervise(211, 'log', '/usr/local/tinydns/log', '2:111', { 0: 'pipe:[210]', 1: 'pipe:[1]' }) },
    aProcess(212, 210),
    aProcess(213, 211, { command: 'multilog', arguments: ['multilog', './main'] }),
  )
  const log = aDirectory('/usr/local/tinydns/log', '2:111', { status: aStatus(213) })
  alterDirectory(draft, 'tinydns', { status: aStatus(212), log })
}

describe('what runs in a directory that was deleted', () => {
  it('is ended, the log when it has read every line, where something has taken its place', () => {
    const system = sick(draft => {
      alter(draft, 110, deleted(110, '/usr/local/tinydns'))
      alter(draft, 111, deleted(111, '/usr/local/tinydns/log'))
      successors(draft)
    })
    const plan = planOf(system)
    expect(told(plan)).toEqual(['retire: dx 110', 'retire-logs: drain', 'retire-logs: dx 111'])
    expect(plan.blastRadius).toEqual({ interrupted: [], untouched: ['nginx', 'tinydns'] })
  })

  it('is left alone where it is the last of its kind', () => {
    const system = sick(draft => {
      alter(draft, 110, deleted(110, '/usr/local/tinydns'))
      alter(draft, 111, deleted(111, '/usr/local/tinydns/log'))
      draft.entries = draft.entries.filter(({ name }) => name !== 'tinydns')
    })
    expect(kindsOf(system)).toMatchObject({ 'supervise-in-deleted-directory': 'person' })
    expect(told(planOf(system))).toEqual([])
  })
})

describe('orphans of a svscan that is gone', () => {
  const orphaned = (change: (draft: Draft) => void = () => {}) =>
    sick(draft => {
      remove(draft, 11)
      for (const pid of [100, 101, 110, 111]) {
        const process = draft.processes.find(each => each.pid === pid)
        alter(draft, pid, { parent: 1, descriptors: { ...process?.descriptors, 2: 'pipe:[1]' } })
      }
      change(draft)
    })

  it('are handed over to a plain svscan just before it looks: each log is told first, and goes by itself', () => {
    const plan = planOf(orphaned())
    expect(told(plan)).toEqual([
      'svscan: start svscan',
      'renew: await-scan',
      'renew: x 101',
      'renew: dx 100',
      'renew: x 111',
      'renew: dx 110',
    ])
    expect(plan.blastRadius.interrupted.map(({ service, least, most }) => [service, least, most])).toEqual([
      ['nginx', 0.3, 5],
      ['tinydns', 0.3, 5],
    ])
    expect(plan.blastRadius.untouched).toEqual([])
  })

  it('are left where somebody has said svc -d: svscan would start them', () => {
    const system = orphaned(draft => {
      remove(draft, 112)
      alterDirectory(draft, 'tinydns', { status: aStatus(0, { want: 'down' }) })
    })
    expect(told(planOf(system)).filter(words => words.includes('110'))).toEqual([])
    const left = triageOf(system).treatments.filter(({ remedy }) => remedy.kind === 'person')
    expect(left.map(({ finding }) => `${finding.id} ${finding.service}`)).toContain(
      'supervise-orphaned tinydns',
    )
  })

  it('need a reset where readproctitle is gone too', () => {
    const system = orphaned(draft => remove(draft, 10, 12))
    const [first] = triageOf(system).treatments
    expect(first?.remedy).toMatchObject({ kind: 'reset', urgent: true })
  })
})

it('of two supervises in one directory the one that svscan did not start is ended, by signals, itself first', () => {
  const system = sick(draft => {
    draft.processes.push(
      { ...aSupervise(300, 'tinydns', '/usr/local/tinydns', '2:110', { 1: '/dev/null' }), parent: 1 },
      aProcess(301, 300),
    )
  })
  const plan = planOf(system)
  expect(told(plan)).toEqual(['twins: SIGTERM 300', 'twins: SIGTERM 301'])
  expect(plan.blastRadius.interrupted).toEqual([])
})

describe('a supervise that svc cannot reach', () => {
  const held = { lock: '3:1', ok: '3:2', control: '3:3' }
  const lock = { kind: 'file', id: '3:1' } as const
  const ok = { kind: 'fifo', id: '3:2' } as const
  const control = { kind: 'fifo', id: '3:3' } as const
  const gone = { kind: 'missing' } as const
  const lost = (draft: Draft, change: Partial<ServiceDirectory> = {}) => {
    alter(draft, 110, { held })
    const files = { lock: gone, ok: gone, control: gone }
    alterDirectory(draft, 'tinydns', { status: null, control: false, files, ...change })
  }

  it('is ended through its own descriptor just before svscan looks', () => {
    const plan = planOf(sick(lost))
    expect(told(plan)).toEqual(['renew: await-scan', 'renew: dx 110'])
    expect(plan.blastRadius.interrupted.map(({ service }) => service)).toEqual(['tinydns'])
  })

  it.each([
    ['control', { lock, ok, control: { ...control, id: '3:4' } }],
    ['ok', { lock, ok: { ...ok, id: '3:4' }, control }],
    ['lock', { lock: { ...lock, id: '3:4' }, ok, control }],
  ])('also where only %s is another file', (_name, files) => {
    const system = sick(draft => lost(draft, { status: aStatus(112), files, control: true }))
    expect(told(planOf(system))).toContain('renew: dx 110')
  })

  it('first sets aside what a new supervise could not use', () => {
    const files = { lock, ok, control: { kind: 'file', id: '3:4' } as const }
    const system = sick(draft => lost(draft, { status: aStatus(112), files }))
    const renewal = planOf(system).steps.find(({ id }) => id === 'renew')?.operations ?? []
    const aside = renewal.findIndex(({ kind }) => kind === 'set-aside')
    expect(renewal[aside]).toMatchObject({ files: [{ file: 'control' }] })
    expect(aside).toBeLessThan(renewal.findIndex(({ kind }) => kind === 'control'))
  })

  it('is left where it takes no orders', () => {
    const files = { lock, ok, control }
    const system = sick(draft => {
      lost(draft, { status: aStatus(112), files, control: true })
      alter(draft, 110, { held: { ...held, control: null } })
    })
    expect(kindsOf(system)).toMatchObject({ 'supervise-unreachable': 'person' })
  })

  it('is left where it is down: whether that was ordered stood in the status', () => {
    const system = sick(draft => {
      remove(draft, 112)
      lost(draft)
    })
    expect(kindsOf(system)).toMatchObject({ 'supervise-unreachable': 'person' })
  })

  it('is left where it could not be started again', () => {
    const run = { kind: 'missing' } as const
    expect(kindsOf(sick(draft => lost(draft, { run })))).toMatchObject({ 'supervise-unreachable': 'person' })
  })

  it('writes its status again where only that is missing, by svc -c', () => {
    const files = { lock, ok, control }
    const system = sick(draft => lost(draft, { files, control: true }))
    expect(told(planOf(system))).toEqual(['refresh: svc -c /usr/local/tinydns'])
  })
})

it('a status that is wrong is written again by svc -c, which starts and stops nothing', () => {
  const system = sick(draft => alterDirectory(draft, 'tinydns', { status: aStatus(4711) }))
  expect(told(planOf(system))).toEqual(['refresh: svc -c /usr/local/tinydns'])
})

describe('two svscans', () => {
  const second = (parent: number) => (draft: Draft) => {
    draft.processes.push(
      aProcess(20, 1, { command: 'svscanboot', arguments: ['/bin/sh', '/usr/bin/svscanboot'] }),
      aProcess(21, parent, {
        command: 'svscan',
        arguments: ['svscan', '/etc/service'],
        workingDirectory: { path: '/etc/service', deleted: false, id: '1:1' },
        descriptors: { 1: 'pipe:[2]', 2: 'pipe:[2]' },
      }),
    )
    for (const pid of [110, 111]) alter(draft, pid, { parent: 21 })
  }

  it('the one below svscanboot stays; what the other one has is handed over', () => {
    const plan = planOf(sick(second(1)))
    expect(told(plan).filter(words => !/^(keep|bridge)/.test(words))).toEqual([
      'one-svscan: SIGTERM 21',
      'renew: await-scan',
      'renew: x 111',
      'renew: dx 110',
    ])
    expect(plan.blastRadius.untouched).toEqual(['nginx'])
  })

  it('of twins the one on the pipe of the svscan that goes is handed on to its log, and no other', () => {
    const system = sick(draft => {
      second(1)(draft)
      draft.processes.push(
        aSupervise(220, 'tinydns', '/usr/local/tinydns', '2:110', { 1: 'pipe:[220]' }),
        aProcess(221, 220),
      )
    })
    const { cures } = triageOf(system)
    expect(cures['end-twin']).toMatchObject([{ process: { pid: 110 } }])
    expect(cures.bridge?.map(({ process }) => process?.pid)).toEqual([110])
  })

  it('the log of what was told to be down is left with it, but not where that was told to exit since', () => {
    const ordered = (svscanbootAge: number) =>
      triageOf(
        sick(draft => {
          second(1)(draft)
          alter(draft, 10, { startTime: ticks - svscanbootAge })
          alterDirectory(draft, 'tinydns', { status: aStatus(112, { want: 'down' }) })
        }),
      ).cures
    const renewed = (cures: ReturnType<typeof ordered>) =>
      cures.renew?.map(({ process }) => process?.pid) ?? []
    expect(renewed(ordered(1_000_000))).toEqual([])
    expect(renewed(ordered(100))).toEqual([111])
    expect(ordered(100).kill).toMatchObject([{ process: { pid: 112 } }])
  })

  it('one whose svscanboot was typed into a shell goes, as nobody starts it again', () => {
    const system = sick(draft => {
      second(20)(draft)
      draft.processes.push(aProcess(19, 1, { command: 'bash', arguments: ['-bash'] }))
      alter(draft, 20, { parent: 19 })
    })
    expect(told(planOf(system))).toContain('one-svscan: SIGTERM 21')
  })

  it('need a reset where each has a svscanboot', () => {
    const { treatments } = triageOf(sick(second(20)))
    expect(treatments[0]?.remedy).toMatchObject({ kind: 'reset', urgent: true })
  })
})

it('what was told to go down is killed and stays down', () => {
  const system = sick(draft => alterDirectory(draft, 'tinydns', { status: aStatus(112, { want: 'down' }) }))
  const plan = planOf(system)
  expect(told(plan)).toEqual(['kill: svc -k /usr/local/tinydns'])
  expect(plan.blastRadius.interrupted).toMatchObject([{ service: 'tinydns', most: null }])
})

it('what a later svscanboot has told to exit starts again when it is killed, and that is said', () => {
  const system = sick(draft => {
    alterDirectory(draft, 'tinydns', { status: aStatus(112, { want: 'down' }) })
    alter(draft, 10, { startTime: ticks - 100 })
  })
  const plan = planOf(system)
  expect(told(plan)).toEqual(['kill: svc -k /usr/local/tinydns'])
  expect(plan.blastRadius.interrupted).toMatchObject([{ service: 'tinydns', most: 6 }])
  expect(plan.steps.flatMap(({ notes }) => notes)).toEqual([
    expect.stringContaining('svscan starts it again'),
    'what it does: sleep 1000000 (pid 112), sleeping',
  ])
})

it('what has been told to be up again since is not killed', () => {
  const system = sick(draft => alterDirectory(draft, 'tinydns', { status: aStatus(112, { want: 'down' }) }))
  const plan = planOf(
    system,
    sick(() => {}),
  )
  expect(told(plan)).toEqual([])
  expect(plan.steps.flatMap(({ notes }) => notes)).toEqual([
    'tinydns is left alone: it has been told to be up since',
  ])
})

it('is told as long before the scan as it takes to tell those that are ended, however many there are besides', () => {
  const names = Array.from({ length: 50 }, (_, index) => `service-${index}`)
  const system = aSystem(names, draft => {
    for (const pid of [100, 101]) alter(draft, pid, { parent: 1 })
  })
  const operations = planOf(system).steps.flatMap(step => step.operations)
  expect(operations.filter(({ kind }) => kind === 'await-scan')).toMatchObject([{ lead: 352 }])
})

it('neither an orphan that was told to be down is handed over, nor its log', () => {
  const system = sick(draft => {
    for (const pid of [110, 111]) alter(draft, pid, { parent: 1 })
    remove(draft, 112)
    alterDirectory(draft, 'tinydns', { status: aStatus(0, { want: 'down' }) })
  })
  const { treatments, cures } = triageOf(system)
  expect(treatments.map(({ finding, remedy }) => [finding.id, remedy.kind])).toEqual([
    ['supervise-orphaned', 'person'],
    ['supervise-orphaned', 'person'],
    ['service-wanted-down', 'person'],
  ])
  expect(cures).toEqual({})
})

it('svscan may open as many files as it can ever need, if it may have more', () => {
  const system = sick(draft => {
    draft.observation = {
      details: aCloser({ openFiles: new Map([[11, { softLimit: 8, hardLimit: 4096, open: 8 }]]) }),
    }
  })
  const plan = planOf(system)
  const limits = plan.steps.flatMap(({ operations }) => operations.filter(({ kind }) => kind === 'limit'))
  expect(limits).toMatchObject([{ openFiles: '2048:4096', before: '8:4096', process: { pid: 11 } }])
})

it('of two links to one directory the one that svscan did not start it by goes', () => {
  const system = sick(draft => {
    const [entry] = draft.entries
    if (entry?.directory != null) draft.entries.unshift(aLink('also', entry.directory))
  })
  expect(told(planOf(system))).toEqual(['unlink: unlink also'])
})

it('a link that leads nowhere stays as long as something runs by its name', () => {
  const gone = (draft: Draft) => draft.entries.push(aLink('gone', null))
  expect(told(planOf(sick(gone)))).toEqual(['unlink: unlink gone'])
  const running = sick(draft => {
    gone(draft)
    draft.processes.push(
      {
        ...aSupervise(300, 'gone', '/usr/local/gone', '7:7', { 1: 'pipe:[1]' }),
        ...deleted(300, '/usr/local/gone'),
      },
      aProcess(301, 300),
    )
  })
  expect(kindsOf(running)).toMatchObject({ 'link-dangling': 'person' })
})

it('a service that svscan must see anew loses its link until svscan has forgotten it', () => {
  const system = sick(draft => {
    remove(draft, 111, 113)
    alter(draft, 110, { descriptors: { 1: 'pipe:[1]' } })
  })
  const plan = planOf(system)
  expect(told(plan)).toEqual([
    'relink-away: unlink tinydns',
    'relink-end: await-scan',
    'relink-end: dx 110',
    'relink-back: link tinydns',
  ])
  expect(plan.blastRadius.interrupted).toMatchObject([{ service: 'tinydns', least: 5, most: 10 }])
})

it('what only a person can mend is left, and what follows from it with it', () => {
  const system = sick(draft => {
    remove(draft, 112)
    alterDirectory(draft, 'tinydns', { run: { kind: 'missing' }, status: aStatus(0) })
    alter(draft, 12, {
      arguments: [
        'readproctitle',
        'service',
        'errors:',
        '...supervise: fatal: unable to start tinydns/run: file does not exist\n',
      ],
    })
  })
  expect(kindsOf(system)).toMatchObject({ 'run-missing': 'person', 'readproctitle-errors': 'follows' })
  expect(told(planOf(system))).toEqual([])
})

it('a directory that is unknown gets a link again by the name that svscan started it with', () => {
  const system = sick(draft => {
    draft.entries = draft.entries.filter(({ name }) => name !== 'tinydns')
  })
  expect(told(planOf(system))).toEqual(['put-back: link tinydns'])
  const taken = sick(draft => {
    draft.entries = draft.entries.map(entry =>
      entry.name === 'tinydns' ? aLink('tinydns', aDirectory('/usr/local/new', '5:5')) : entry,
    )
  })
  expect(told(planOf(taken))).toContain('retire: dx 110')
})
