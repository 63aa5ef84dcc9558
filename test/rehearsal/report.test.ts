import { describe, expect, it } from 'vitest'
import type { EventJson } from '../../src/contract/schemas/events.js'
import { parseAssumption } from '../../src/rehearsal/assumptions.js'
import { makeLook } from '../../src/rehearsal/make-look.js'
import { castCopy } from '../../src/rehearsal/plan-copy.js'
import { reportOf } from '../../src/rehearsal/report.js'
import { isOfSite } from '../../src/rehearsal/report-steps.js'
import { shapeChanges } from '../../src/rehearsal/shape.js'
import { problemsWith } from '../contract/validate.js'
import { aSystem } from '../diagnosis/build.js'

const time = '2026-11-24T00:00:00.000Z'
const look = makeLook({
  system: aSystem(['nginx', 'tinydns']),
  findings: [],
  history: [],
  withArguments: false,
})

const planned = (id: string, ...argv: string[]) => ({
  ...{
    id,
    name: `Do ${id}`,
    effect: 'irreversible',
    confirm: true,
    signals: [],
    links: [],
    fidelity: 'exact',
    why: '',
  },
  commands: argv.length === 0 ? [] : [{ argv, cwd: '/' }],
})
const begun = {
  ...{
    event: 'run-started',
    time,
    run: 'R',
    runbook: 'reset',
    serviceDirectory: '/etc/service',
    dryRun: false,
  },
  plan: {
    steps: [
      planned('stop', 'svc', '-dx', '/usr/local/nginx', '/usr/local/tinydns'),
      planned('site', '/usr/local/sbin/tell'),
    ],
    ...{ orders: [], interrupted: [], untouched: [] },
    kills: [{ step: 'stop', afterMs: 30_000, how: 'kill', expected: [] }],
  },
} as unknown as EventJson
const stepEnds = (step: string, durationMs: number): EventJson => ({
  ...{ event: 'step-finished', time, step, status: 'done', durationMs, error: null },
})
const away = (name: string, from: number, to: number) => ({
  ...{ name, role: 'service', before: 'up', after: 'up' },
  absences: [
    {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      durationMs: to - from,
      exact: true,
    },
  ],
})
const ended = {
  ...{ event: 'run-finished', time, run: 'R', status: 'done', manifest: null, links: 'in-place', next: '' },
  effect: {
    verdict: { before: 'happy', after: 'happy' },
    findings: { before: [], after: [] },
    services: [away('nginx', 1000, 3000), away('tinydns', 2000, 7000)],
    killed: [],
  },
} as unknown as EventJson

const report = (
  assumed: readonly string[],
  events: readonly EventJson[],
  exitCode = 0,
  complaint: string[] = [],
) =>
  reportOf({
    ...{ look, runbook: 'reset', unknown: [], time: 0 },
    cast: castCopy(look, assumed.map(parseAssumption), 'reset'),
    performance: { events, exitCode, complaint },
  })
const whole = [begun, stepEnds('stop', 4000), stepEnds('site', 10), ended]

describe('the report', () => {
  it('tells the whole time without services, and each of them, the longest first', () => {
    const found = report(['*=stop:4s'], whole)
    expect(problemsWith('rehearsal', found)).toEqual([])
    expect(found.downtime).toEqual({ ms: 6000, leastMs: 4200, mostMs: 7800 })
    expect(found.away.map(({ service }) => service)).toEqual(['tinydns', 'nginx'])
  })

  it('where one is unknown, the time may be longer by what the run would wait before it kills', () => {
    const found = report(['nginx=stop:4s'], whole)
    expect(found.downtime?.mostMs).toBe(37_800)
    expect(found.steps[0]?.predicted?.mostMs).toBe(35_200)
    expect(found.away.find(({ service }) => service === 'nginx')?.predicted?.mostMs).toBe(2600)
  })

  it('explains a step by the slowest service, and does not know the programs of the site', () => {
    const [stop, site] = report(['nginx=stop:4s', 'tinydns=stop:1s'], whole).steps
    expect(stop?.why).toBe('nginx: the stand-in stops in 4.0 s, as you assume')
    expect(site?.why).toMatch(/^unknown: a program of the site/)
  })

  it('a run that was cut off, and one that was refused', () => {
    const started: EventJson = { event: 'step-started', time, step: 'stop', index: 0, of: 2 }
    const cut = report([], [begun, started], 137)
    expect(cut.steps.map(({ status }) => status)).toEqual(['cut-off', 'not-reached'])
    expect(cut).toMatchObject({ status: null, downtime: null, refusal: null })
    const lines = ['svreset: error: unable to reset', '  reason: two', '  next: end one']
    expect(report([], [], 3, lines).refusal).toEqual({
      message: 'unable to reset',
      reason: 'two',
      next: 'end one',
    })
  })
})

it.each([
  [['svc', '-dx', '/x'], false],
  [['/usr/bin/svc', '-u'], false],
  [['/bin/sh', '-eu', '-c', 'x'], true],
  [['/usr/local/sbin/svc-restart'], true],
])('%j is of the site: %s', (argv, expected) => {
  expect(isOfSite(argv)).toBe(expected)
})

it('the shape is other if a link or a service is, but not if what was sick is up', () => {
  const service = (name: string, state: string) => ({
    name,
    target: `/usr/local/${name}`,
    state,
    log: { state: 'up' },
  })
  const seen = (services: unknown[], findings: unknown[] = []) =>
    ({ services, findings }) as Parameters<typeof shapeChanges>[0]
  const before = seen([service('a', 'up'), service('b', 'down')], [{ service: 'b' }])
  expect(shapeChanges(before, seen([service('a', 'up'), service('b', 'up')]))).toEqual([])
  expect(shapeChanges(before, seen([service('a', 'down'), service('b', 'up')]))).toEqual([
    'a was up, is down',
  ])
  expect(shapeChanges(before, seen([service('b', 'down')]))).toEqual(['a has no link'])
  expect(
    shapeChanges(before, seen([{ ...service('a', 'up'), target: '/x' }, service('b', 'down')])),
  ).toHaveLength(1)
})
