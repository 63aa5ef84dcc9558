import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { vocabulary } from '../../../src/actions/index.js'
import type { RunContext } from '../../../src/contract/context.js'
import type { Plan } from '../../../src/contract/plan.js'
import { runEventJson } from '../../../src/render/run-json.js'
import { findRestarts } from '../../../src/restart/index.js'
import { loadRunbook } from '../../../src/runbook/language/load.js'
import { makePlan } from '../../../src/runbook/plan/plan.js'
import { predict } from '../../../src/runbook/plan/predict.js'
import { recordLinks } from '../../../src/system/link-record.js'
import { recordServices } from '../../../src/system/service-record.js'
import type { System } from '../../../src/system/system.js'
import { aLink, alter, alterDirectory, aStatus, aSystem, remove } from '../../diagnosis/build.js'

const file = new URL('../../../runbooks/reset.yaml', import.meta.url)
const reset = loadRunbook('reset.yaml', readFileSync(file, 'utf8'), vocabulary)

function contextOf(initial: System): RunContext {
  const [restart] = findRestarts(initial)
  if (restart === undefined) throw new Error('nothing to restart')
  return {
    initial,
    links: recordLinks(initial),
    services: recordServices(initial),
    restart,
    parameters: { stop_timeout: '30s', restart_method: '' },
    results: new Map(),
    repair: null,
  } as RunContext
}

const planOf = (system: System): Plan => makePlan(reset, contextOf(system), vocabulary)
const operationsOf = (plan: Plan, id: string) => plan.steps.find(step => step.id === id)?.operations ?? []

it('a healthy system: every link goes and comes back, svc tells all at once, only svscan and its two are signalled', () => {
  const plan = planOf(aSystem(['nginx', 'tinydns']))
  expect(operationsOf(plan, 'stop')).toEqual([
    { kind: 'command', argv: ['svc', '-dx', '/usr/local/nginx', '/usr/local/tinydns'], cwd: '/' },
  ])
  expect(operationsOf(plan, 'stop-logs')).toEqual([
    { kind: 'command', argv: ['svc', '-dx', '/usr/local/nginx/log', '/usr/local/tinydns/log'], cwd: '/' },
  ])
  const names = (id: string) =>
    operationsOf(plan, id).flatMap(operation => ('link' in operation ? [operation.link.name] : []))
  expect([names('remove'), names('links')]).toEqual([
    ['nginx', 'tinydns'],
    ['nginx', 'tinydns'],
  ])
  expect([
    operationsOf(plan, 'processes'),
    operationsOf(plan, 'supervise'),
    operationsOf(plan, 'stop-directories'),
  ]).toEqual([[], [], []])
  const signalled = plan.steps.flatMap(({ operations }) =>
    operations.flatMap(operation => (operation.kind === 'signal' ? [operation.process.pid] : [])),
  )
  expect(signalled).toEqual([11, 12, 10])
  expect(plan.steps.slice(0, 2).map(({ id, fidelity }) => [id, fidelity])).toEqual([
    ['record', 'exact'],
    ['remove', 'exact'],
  ])
})

it('a supervise in a deleted directory, which svc cannot reach, is told through its own descriptor', () => {
  const plan = planOf(
    aSystem(['nginx'], draft =>
      alter(draft, 100, { workingDirectory: { path: '/etc/service/nginx', deleted: true, id: '9:9' } }),
    ),
  )
  expect(operationsOf(plan, 'supervise')).toMatchObject([
    { kind: 'control', orders: 'dx', process: { pid: 100 } },
  ])
})

it('a real directory among the links is stopped last, and is in no list of links', () => {
  const plan = planOf(
    aSystem(['a', 'real'], draft => {
      draft.entries = draft.entries.map(entry =>
        entry.name === 'real' ? { ...entry, kind: 'directory', link: null } : entry,
      )
    }),
  )
  const directories = (id: string) =>
    operationsOf(plan, id).flatMap(operation => (operation.kind === 'command' ? operation.argv.slice(2) : []))
  expect(directories('stop')).toEqual(['/usr/local/a'])
  expect(directories('stop-directories')).toEqual(['/usr/local/real', '/usr/local/real/log'])
  expect(operationsOf(plan, 'remove')).toHaveLength(1)
  expect(plan.steps[1]?.notes).toEqual([expect.stringContaining('real is a directory')])
})

it('two links to one directory: both recorded, its service told once; a dangling one is recorded too', () => {
  const plan = planOf(
    aSystem(['a'], draft => {
      const [first] = draft.entries
      draft.entries.push(aLink('twin', first?.directory ?? null), aLink('nowhere', null))
    }),
  )
  expect(operationsOf(plan, 'remove')).toHaveLength(3)
  expect(operationsOf(plan, 'stop')).toMatchObject([{ argv: ['svc', '-dx', '/usr/local/a'] }])
})

it('predict is pure, and leaves nothing of what was stopped', () => {
  const system = aSystem(['a', 'b'])
  const before = JSON.stringify([system.entries.length, [...system.processes.keys()]])
  const after = predict(
    system,
    [{ kind: 'command', argv: ['svc', '-dx', '/usr/local/a', '/usr/local/a/log'], cwd: '/' }],
    system,
  )
  expect(after.supervises.map(({ process }) => process.pid)).toEqual([110, 111])
  expect([...after.processes.keys()].filter(pid => pid >= 100 && pid < 110)).toEqual([])
  expect(JSON.stringify([system.entries.length, [...system.processes.keys()]])).toBe(before)
  expect(predict(system, [], system)).toBe(system)
})

it('as JSON a plan has, for each step, what the contract lists and nothing else', () => {
  const plan = planOf(aSystem(['a', 'caf\udce9']))
  const line =
    runEventJson({ event: 'run-started', run: 'R', plan, dryRun: true, last: null }, new Date(0)) ?? ''
  expect(line.endsWith('\n')).toBe(true)
  const event = JSON.parse(line)
  expect(Object.keys(event)).toEqual([
    'event',
    'time',
    'run',
    'runbook',
    'serviceDirectory',
    'dryRun',
    'plan',
  ])
  const keys = ['id', 'name', 'effect', 'confirm', 'commands', 'signals', 'links', 'fidelity', 'why']
  for (const step of event.plan.steps) expect(Object.keys(step)).toEqual(keys)
  expect(event.plan.steps[0].links[1]).toEqual({
    name: 'caf\\xe9',
    nameBytes: Buffer.from('caf\xe9', 'latin1').toString('base64'),
    target: '/usr/local/caf\\xe9',
    targetBytes: Buffer.from('/usr/local/caf\xe9', 'latin1').toString('base64'),
  })
  expect(event.plan.steps.flatMap((step: { signals: object[] }) => step.signals)).toContainEqual({
    pid: 11,
    startTime: expect.any(Number),
  })
})

it('says of what was told to go down, and still runs, that it stays down; of a restart, that supervise does it', () => {
  const system = aSystem(['deaf', 'nginx'], draft =>
    alterDirectory(draft, 'deaf', { status: aStatus(102, { want: 'down' }) }),
  )
  const whysOf = (plan: Plan) => plan.blastRadius.interrupted.map(({ service, why }) => [service, why])
  expect(whysOf(planOf(system))).toEqual([
    ['deaf', 'it stays down, as ordered'],
    ['nginx', expect.stringMatching(/^until svscan starts it again/)],
  ])
  const rotate = loadRunbook('rotate.yaml', readFileSync(new URL('rotate.yaml', file), 'utf8'), vocabulary)
  const context = {
    ...contextOf(aSystem(['nginx'])),
    parameters: { services: [], up_for: '5s', patience: '9s' },
  }
  expect(whysOf(makePlan(rotate, context, vocabulary))).toEqual([
    ['nginx', 'until supervise starts it again; longer if the service is slow to stop'],
  ])
})

it('where no svscan runs, services come back when the reset has started it', () => {
  const whys = (system: System) => planOf(system).blastRadius.interrupted.map(({ why }) => why)
  const system = aSystem(['nginx'], draft => {
    remove(draft, 11)
    alter(draft, 100, { parent: 1 })
    alter(draft, 101, { parent: 1 })
  })
  expect(system.svscans).toEqual([])
  expect(whys(system)).toEqual([expect.stringMatching(/^until svscan starts it again/)])
})
