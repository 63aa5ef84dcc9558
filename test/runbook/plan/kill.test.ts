import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../../src/actions/index.js'
import type { RunContext } from '../../../src/contract/context.js'
import type { Plan } from '../../../src/contract/plan.js'
import { killWords } from '../../../src/render/kill-words.js'
import { findRestarts } from '../../../src/restart/index.js'
import { loadRunbook } from '../../../src/runbook/language/load.js'
import { makePlan } from '../../../src/runbook/plan/plan.js'
import { isIgnored } from '../../../src/system/details/term-ignored.js'
import { recordLinks } from '../../../src/system/link-record.js'
import { recordServices } from '../../../src/system/service-record.js'
import { aCloser, aSystem } from '../../diagnosis/build.js'

const file = new URL('../../../runbooks/reset.yaml', import.meta.url)
const reset = loadRunbook('reset.yaml', readFileSync(file, 'utf8'), vocabulary)

function planOf(ignored: readonly number[], change: Partial<RunContext> = {}): Plan {
  const initial = aSystem(['nginx', 'tinydns'], ({ observation }) => {
    Object.assign(observation, { details: aCloser({ termIgnored: new Set(ignored) }) })
  })
  const [restart] = findRestarts(initial)
  if (restart === undefined) throw new Error('nothing to restart')
  const context: RunContext = {
    ...{ initial, links: recordLinks(initial), services: recordServices(initial), restart },
    parameters: { stop_timeout: '20s', restart_method: '' },
    ...{ results: new Map(), repair: null },
    ...change,
  }
  return makePlan(reset, context, vocabulary)
}

const kills = ({ steps }: Plan) => steps.flatMap(({ id, kill }) => (kill === null ? [] : [{ id, ...kill }]))
const away = ({ blastRadius }: Plan) => blastRadius.interrupted.map(({ least, most }) => [least, most])

describe('what a plan says of SIGKILL', () => {
  it('when, in which steps, and whom', () => {
    expect(kills(planOf([102]))).toEqual([
      { id: 'stop', after: 20_000, how: 'ask', expected: ['nginx, pid 102, ignores SIGTERM'] },
      { id: 'stop-logs', after: 20_000, how: 'ask', expected: [] },
      { id: 'processes', after: 20_000, how: 'ask', expected: [] },
      { id: 'supervise', after: 30_000, how: 'ask', expected: [] },
      { id: 'svscan', after: 3_000, how: 'kill', expected: [] },
    ])
    expect(kills(planOf([], { noKill: true })).map(({ how }) => how)).toEqual(Array(5).fill('fail'))
  })

  it('the others wait for who ignores SIGTERM, and for who was slow last time', () => {
    expect(away(planOf([]))).toEqual([
      [0.1, 12],
      [0.1, 12],
    ])
    expect(away(planOf([102]))).toEqual([
      [20.1, 32],
      [20.1, 32],
    ])
    const lastTook = new Map([
      ['stop', 12_000],
      ['happy', 50_000],
    ])
    expect(away(planOf([], { lastTook }))).toEqual([
      [0.1, 24],
      [0.1, 24],
    ])
  })

  it('in words', () => {
    expect(killWords({ after: 30_000, how: 'ask', expected: ['nginx, pid 102, ignores SIGTERM'] })).toEqual([
      'after 30 s svreset asks whether to kill (SIGKILL) what has not ended; with --yes it kills it',
      'nginx, pid 102, ignores SIGTERM',
    ])
  })

  it.each([
    ['SigBlk:\t0000000000000000\nSigIgn:\t0000000000004000\n', true],
    ['SigBlk:\t0000000000004000\nSigIgn:\t0000000000000000\n', true],
    ['SigIgn:\t0000000000001000\nSigCgt:\t0000000000004000\n', false],
    ['', false],
  ])('a process ignores SIGTERM: %j', (status, ignored) => {
    expect(isIgnored(status)).toBe(ignored)
  })
})
