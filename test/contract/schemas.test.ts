import { describe, expect, it } from 'vitest'
import { jsonSchema } from '../../src/cli/schema/json-schema.js'
import { schemaNames } from '../../src/cli/schema/names.js'
import type { RunEvent } from '../../src/contract/events.js'
import { diagnose } from '../../src/findings/diagnose.js'
import { effectOf } from '../../src/journal/effect.js'
import { checkJson } from '../../src/render/check-json.js'
import { historyJson, runsJson } from '../../src/render/history-json.js'
import { detachedEventJson, findingsEventJson, runEventJson } from '../../src/render/run-json.js'
import { advise } from '../../src/repair/advice.js'
import type { System } from '../../src/system/system.js'
import { aLink, alter, alterDirectory, aSystem, type Draft, remove } from '../diagnosis/build.js'
import {
  command,
  ended,
  intent,
  link,
  outcome,
  processOf,
  putBack,
  recordsOf,
  remove as removeLinks,
  result,
  resumed,
  snapshotOf,
  started,
  tell,
} from '../history/support.js'
import { planOf, triageOf } from '../repair/support.js'
import { problemsWith, requireValid } from './validate.js'

const bad = 'caf\udce9'

const systems: readonly (readonly [string, System])[] = [
  ['a healthy one', aSystem(['nginx'])],
  ['an empty one', aSystem([])],
  ['names that are not UTF-8', aSystem([bad], draft => void draft.entries.push(aLink('b\udce9', null)))],
  ['sick ones', sick(draft => alterDirectory(draft, 'nginx', { run: { kind: 'missing' } }))],
  ['no svscan', sick(draft => remove(draft, 11))],
  ['an orphan', sick(draft => alter(draft, 100, { parent: 1 }))],
  [
    'a deleted directory',
    sick(draft =>
      alter(draft, 100, { workingDirectory: { path: '/etc/service/nginx', deleted: true, id: '9:9' } }),
    ),
  ],
]

function sick(change: (draft: Draft) => void): System {
  return aSystem(['nginx', 'tinydns'], change)
}

describe.each(systems)('%s', (_, system) => {
  it('svreset check --json', () => {
    const { findings } = advise(diagnose(system), system, null)
    expect(problemsWith('check', checkJson(system, findings, null))).toEqual([])
  })

  it('the events of a repair', () => {
    const { treatments, findings } = triageOf(system)
    const plan = planOf(system)
    const [step] = plan.steps
    if (step === undefined) throw new Error('a repair without a step')
    const end = {
      run: 'R',
      status: 'done',
      exitCode: 0,
      manifest: null,
      links: 'in-place',
      linksOut: [],
      next: '',
    } as const
    const repaired = { cured: findings, left: advise(findings, system, null).findings, fresh: [] }
    const effect = effectOf('R', recordsOf([started, removeLinks, outcome('remove'), ended('done')]))
    const events: readonly RunEvent[] = [
      { event: 'run-started', run: 'R', plan, dryRun: true, last: null },
      { event: 'step-started', step, index: 0, of: 4 },
      { event: 'progress', step: 'stop', done: 1, total: 2, waitingFor: [bad] },
      {
        event: 'command',
        step: 'stop',
        outcome: { argv: ['svc', bad], cwd: '/', exitCode: 0, durationMs: 1.5, output: '' },
      },
      {
        event: 'step-finished',
        step,
        status: 'failed',
        durationMs: 3,
        error: { message: 'm', reason: 'r' },
      },
      { event: 'run-finished', end: { ...end, outcome: null, effect: null } },
      { event: 'run-finished', end: { ...end, outcome: repaired, effect } },
    ]
    const lines = [
      findingsEventJson(treatments, new Date(0)),
      ...events.map(event => runEventJson(event, new Date(0)) ?? ''),
      detachedEventJson('R', new Date(0)),
    ]
    expect(lines.flatMap(line => problemsWith('events', JSON.parse(line)))).toEqual([])
  })
})

it.each([
  ['is done', [removeLinks, outcome('remove'), putBack, outcome('links'), ended('done')]],
  ['was cut off, and resumed', [removeLinks, resumed, putBack]],
  [
    'did everything that is told',
    [
      { event: 'snapshot', snapshot: snapshotOf(processOf(5, 1, ['svscan', bad])) },
      intent('stop', command('svc', bad), { kind: 'unlink', link: link(bad) }),
      result('stop', ['svc', bad], bad),
      intent(
        'stop',
        { kind: 'signal', signal: 'SIGKILL', process: { pid: 7, startTime: 1 }, what: 'x' },
        { kind: 'control', orders: 'k', process: { pid: 7, startTime: 1 }, what: 'x' },
        {
          kind: 'start',
          launch: {
            ...{
              argv: ['svscan', bad],
              directory: '/',
              environment: null,
              limits: {},
              umask: 18,
              user: null,
            },
          },
        },
      ),
      outcome('stop', 'failed'),
      ended('failed'),
    ],
  ],
  ['left no journal', null],
] as const)('svreset runs --json of a run that %s', (_, entries) => {
  const history = entries === null ? tell() : tell(started, ...entries)
  expect(problemsWith('runs', runsJson([history]))).toEqual([])
  expect(problemsWith('run', historyJson(history, undefined))).toEqual([])
})

it('what is not there, or not so, is refused', () => {
  const good = JSON.parse(JSON.stringify(checkJson(aSystem(['nginx']), [], null)))
  expect(problemsWith('check', { ...good, more: 1 })).not.toEqual([])
  expect(problemsWith('check', { ...good, verdict: 'fine' })).not.toEqual([])
  const { host: _, ...rest } = good
  expect(problemsWith('check', rest)).not.toEqual([])
  expect(() => requireValid(JSON.stringify({ ...good, services: [{}] }))).toThrow()
  expect(() => requireValid('text\n{"event":"progress"}\n')).toThrow('events')
})

it('each names itself', () => {
  expect(schemaNames.map(name => (jsonSchema(name) as { $id: string }).$id)).toEqual(
    schemaNames.map(name => `urn:svreset:${name}:1`),
  )
})
