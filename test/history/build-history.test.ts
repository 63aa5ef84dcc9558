import { describe, expect, it } from 'vitest'
import {
  command,
  ended,
  intent,
  outcome,
  putBack,
  remove,
  result,
  resumed,
  since,
  started,
  tell,
} from './support.js'

const closed = (how: 'done' | 'undone' | 'restored' | 'untouched') => ({ event: 'closed', how }) as const

describe('how a run ended', () => {
  it.each([
    ['done', [remove, outcome('remove'), closed('done'), ended('done')]],
    ['done', [remove, outcome('remove'), closed('done')]],
    ['failed', [remove, outcome('remove'), outcome('happy', 'failed'), closed('done'), ended('failed')]],
    ['stopped', [intent('record'), outcome('record'), closed('untouched'), ended('stopped')]],
    ['refused', [intent('record'), outcome('record'), closed('untouched'), ended('refused')]],
    ['undone', [remove, outcome('remove'), closed('undone'), ended('failed')]],
    ['restored', [remove, closed('restored')]],
    ['cut-off', [intent('record')]],
    ['unfinished', [remove]],
    ['unfinished', [remove, outcome('remove'), putBack, outcome('links')]],
    ['unfinished', [remove, outcome('remove'), ended('stopped')]],
  ] as const)('%s: %o', (kind, entries) => {
    expect(tell(started, ...entries).ending.kind).toBe(kind)
  })

  it('tells of an unfinished run what it was left at', () => {
    expect(tell(started, remove).ending).toMatchObject({ how: 'cut-off' })
    expect(tell(started, remove, ended('failed')).ending).toMatchObject({ how: 'failed' })
  })
})

describe('the steps', () => {
  it('are called by their names, last from when they were begun, and keep their order', () => {
    const { steps } = tell(
      started,
      { ...remove, at: 1000 },
      { ...outcome('remove', 'done', 300), at: 1300 },
      { ...outcome('stop', 'skipped', 0), at: 1400 },
    )
    expect(steps.map(({ name, status, from, to }) => [name, status, since(from), since(to)])).toEqual([
      ['Empty the svscan directory', 'done', 1000, 1300],
      ['Stop every service', 'skipped', 1400, 1400],
    ])
  })

  it('of an old journal, without names, are called by their ids', () => {
    const { steps: _, ...old } = started as Extract<typeof started, { event: 'started' }>
    expect(tell(old, remove).steps[0]?.name).toBe('remove')
  })

  it('that was tried again is told twice', () => {
    const { steps } = tell(started, remove, outcome('remove', 'failed'), remove, outcome('remove'))
    expect(steps.map(({ status }) => status)).toEqual(['failed', 'done'])
  })

  it('that insists is told once, with all that it did', () => {
    const kill = { kind: 'signal', signal: 'SIGKILL', process: { pid: 7, startTime: 1 }, what: 'x' } as const
    const { steps } = tell(
      started,
      intent('stop', command('svc', '-dx', '/a')),
      intent('stop', kill),
      outcome('stop'),
    )
    expect(steps.map(({ actions }) => actions.map(({ operation }) => operation.kind))).toEqual([
      ['command', 'signal'],
    ])
  })

  it('that a crash cut off belongs to its own session', () => {
    const { steps, sessions } = tell(started, remove, resumed, remove, outcome('remove'))
    expect(steps.map(({ status, session, to }) => [status, session, to === null])).toEqual([
      ['cut-off', 0, true],
      ['done', 1, false],
    ])
    expect(sessions.map(({ kind, operator, pid }) => [kind, operator.sudoUser, pid])).toEqual([
      ['started', 'rachel', 100],
      ['resumed', 'joe', 200],
    ])
  })

  it('gives each command its own result, in whatever order they ended', () => {
    const [a, b] = [
      ['svc', '-t', '/a'],
      ['svok', '/b'],
    ]
    const { steps } = tell(
      started,
      intent('stop', command(...a), command(...b)),
      result('stop', b, 'b', 100),
      result('stop', a, 'a'),
      result('stop', ['date'], 'of no intent'),
    )
    expect(
      steps[0]?.actions.map(({ operation, result }) => [
        operation.kind === 'command' && operation.argv,
        result?.output,
      ]),
    ).toEqual([
      [a, 'a'],
      [b, 'b'],
      [['date'], 'of no intent'],
    ])
  })

  it('undo is done when all is undone, and failed when the run ended without that', () => {
    const undo = intent('undo', { kind: 'link', link: { ...putBackLink } })
    expect(tell(started, remove, outcome('remove'), undo, closed('undone')).steps[1]).toMatchObject({
      name: 'Undo what was done',
      status: 'done',
    })
    expect(tell(started, remove, outcome('remove'), undo, ended('failed')).steps[1]?.status).toBe('failed')
  })
})

const putBackLink = {
  ...{ name: 'nginx', target: '/usr/local/nginx', directory: null, uid: 0, gid: 0 },
  modified: '2026-08-03T10:00:00.000000Z',
}

describe('how long the links were out', () => {
  it('is told from the first that went until the step that put them back was done', () => {
    const { linksOut } = tell(
      started,
      { ...remove, at: 1000 },
      { ...outcome('remove'), at: 1100 },
      { ...resumed, at: 5000 },
      { ...putBack, at: 6000 },
      { ...outcome('links', 'done', 10), at: 6010 },
    )
    expect([since(linksOut?.from), since(linksOut?.to)]).toEqual([1000, 6010])
  })

  it('has no end where they were not all put back', () => {
    expect(tell(started, remove, putBack, outcome('links', 'failed')).linksOut?.to).toBe(null)
    expect(tell(started, intent('record'), outcome('record')).linksOut).toBe(null)
  })
})
