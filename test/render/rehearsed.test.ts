import { expect, it } from 'vitest'
import type { RehearsalJson } from '../../src/contract/schemas/rehearsal.js'
import { rehearsalText } from '../../src/render/rehearsal-text.js'
import { reportHtml } from '../../src/render/report/report.js'
import { makeStyle } from '../../src/text/style.js'
import { problemsWith } from '../contract/validate.js'
import { outcome, remove, started, tell } from '../history/support.js'

const step = (change: Partial<RehearsalJson['steps'][number]>): RehearsalJson['steps'][number] => ({
  ...{
    step: 'remove',
    name: 'Empty it',
    status: 'done',
    asks: true,
    why: 'measured in the copy',
    lastMs: null,
    error: null,
  },
  predicted: { ms: 4100, leastMs: 3600, mostMs: 5300 },
  ...change,
})
const rehearsal: RehearsalJson = {
  schema: 'svreset/rehearsal/1',
  time: '2026-11-24T00:00:00.000Z',
  host: 'lenny',
  serviceDirectory: '/etc/service',
  runbook: 'reset',
  seen: '2026-11-24T00:00:00.000Z',
  services: 2,
  status: 'done',
  exitCode: 0,
  refusal: null,
  verdict: { before: 'sick', after: 'happy' },
  steps: [step({})],
  downtime: { ms: 2000, leastMs: 1400, mostMs: 32_600 },
  away: [
    {
      service: 'caf\udce9',
      predicted: { ms: 2000, leastMs: 1400, mostMs: 32_600 },
      why: 'unknown: the stand-in stops at once',
    },
  ],
  killed: [],
  left: [],
  unknown: ['\x1b[31mhow systemd restarts svscan'],
  broken: null,
}
const text = (change: Partial<RehearsalJson> = {}) =>
  rehearsalText({ ...rehearsal, ...change }, { style: makeStyle(false), width: 100 })

it('is of its schema', () => {
  expect(problemsWith('rehearsal', rehearsal)).toEqual([])
})

it('says how long, with a range and the reason, and what is unknown; nothing that a terminal obeys', () => {
  expect(text()).toContain('WOULD PASS: rehearsal of reset on a copy of /etc/service on lenny, 2 services')
  expect(text()).toContain('[1/1] 4.1 s  Empty it (measured in the copy)')
  expect(text()).toContain('Downtime in all: 2.0 s (1.4 s to 32.6 s)')
  expect(text()).toContain('caf\\xe9 2.0 s (1.4 s to 32.6 s) (unknown: the stand-in stops at once)')
  expect(text()).toContain('1 confirmation')
  expect(text()).not.toContain('\x1b')
})

it('says what to mend before, what failed, and whether a broken run comes back', () => {
  const refusal = { message: 'unable to reset', reason: 'two svscans', next: 'end one' }
  expect(text({ refusal, status: null, exitCode: 3, steps: [], downtime: null })).toMatch(
    /^WOULD BE REFUSED[\s\S]*refused: unable to reset[\s\S]*mend before: end one/,
  )
  expect(
    text({ status: 'failed', exitCode: 1, steps: [step({ status: 'failed', error: 'no room' })] }),
  ).toMatch(/^WOULD FAIL[\s\S]*failed: no room/)
  const attempt = {
    command: 'svreset resume',
    exitCode: 0,
    status: 'done',
    shape: false,
    says: 'nginx has no link',
  } as const
  expect(text({ status: null, broken: { how: 'kill', what: 'remove', attempts: [attempt] } })).toMatch(
    /^WOULD NOT COME BACK[\s\S]*killed in the middle of step remove; the run was cut off[\s\S]*NOT BACK, nginx has no link/,
  )
})

it('stands beside the run in its report', () => {
  const history = tell(started, remove, outcome('remove'))
  const options = { now: 0, version: '0.1.0', stateDir: undefined }
  expect(reportHtml(history, { ...options, rehearsal })).toMatch(/Empty it[\s\S]*rehearsed 4\.1 s, took \d/)
  expect(reportHtml(history, { ...options, rehearsal })).toContain('rehearsed 2.0 s, took none')
  expect(reportHtml(history, options)).not.toContain('rehearsed')
})
