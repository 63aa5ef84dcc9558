import { expect, it } from 'vitest'
import { vocabulary } from '../../../src/actions/index.js'
import type { RunContext } from '../../../src/contract/context.js'
import type { StepResult } from '../../../src/contract/step-result.js'
import type { Value } from '../../../src/contract/value.js'
import { findRestarts } from '../../../src/restart/index.js'
import { loadRunbook } from '../../../src/runbook/language/load.js'
import { checksOf } from '../../../src/runbook/plan/checks.js'
import { batchesOf } from '../../../src/runbook/plan/items.js'
import { makePlan } from '../../../src/runbook/plan/plan.js'
import { alter, aSystem } from '../../diagnosis/build.js'

const initial = aSystem(['nginx', 'tinydns'])

function contextOf(
  parameters: Record<string, Value> = {},
  results: Record<string, StepResult> = {},
): RunContext {
  const [restart] = findRestarts(initial)
  if (restart === undefined) throw new Error('nothing to restart')
  return {
    initial,
    links: [],
    services: [],
    restart,
    parameters,
    results: new Map(Object.entries(results)),
    repair: null,
  }
}

const runbookOf = (steps: string, params = '') =>
  loadRunbook('t.yaml', `version: 1\nname: t\ntitle: T\n${params}steps:\n${steps}`, vocabulary)

const planOf = (steps: string, context = contextOf(), params = '') =>
  makePlan(runbookOf(steps, params), context, vocabulary).steps

const params =
  'params:\n  name: { type: string, default: x, description: d }\n  yes: { type: boolean, default: true, description: d }\n'

it('a value is one word, whatever it holds, and is never resolved again', () => {
  const name = "a b; rm -rf '${params.name}' $(x) *"
  const [step] = planOf(
    '  - { id: a, name: A, run: [echo, "${params.name}", "<${params.name}>"] }\n',
    contextOf({ name }),
    params,
  )
  expect(step?.operations).toEqual([{ kind: 'command', argv: ['echo', name, `<${name}>`], cwd: '/' }])
})

it('a script is the same text whatever the values, which it finds in its environment', () => {
  const steps =
    '  - { id: a, name: A, for_each: "${services}", as: service, script: "echo $SERVICE_NAME $PARAMS_NAME" }\n'
  const [step] = planOf(steps, contextOf({ name: '$(reboot)' }), params)
  expect(step?.operations).toEqual(
    ['nginx', 'tinydns'].map(name => ({
      kind: 'command',
      argv: ['/bin/sh', '-eu', '-c', 'echo $SERVICE_NAME $PARAMS_NAME'],
      cwd: '/',
      env: { SERVICE_NAME: name, PARAMS_NAME: '$(reboot)' },
    })),
  )
})

it('$${ is the text ${', () => {
  const [step] = planOf(
    '  - { id: a, name: A, run: [echo, "$${params.name}"] }\n',
    contextOf({ name: 'x' }),
    params,
  )
  expect(step?.operations).toMatchObject([{ argv: ['echo', '${params.name}'] }])
})

it('when is asked for each item; a step that it rules out for all has nothing to do', () => {
  const steps = [
    `  - { id: a, name: A, for_each: "\${services}", as: s, when: "\${s.name} != 'nginx'", run: [echo, "\${s.name}"] }`,
    '  - { id: b, name: B, when: "not ${params.yes}", run: [reboot] }',
  ].join('\n')
  const [a, b] = planOf(steps, contextOf({ yes: true }), params)
  expect(a?.operations).toMatchObject([{ argv: ['echo', 'tinydns'] }])
  expect([a?.ruledOut, b?.ruledOut, b?.operations]).toEqual([false, true, []])
})

it('what hangs on a step that has not run is unknown; on one that has, it is what that said', () => {
  const steps = [
    '  - { id: ask, name: A, run: [test, -e, /x], effect: read }',
    '  - { id: do, name: D, when: "${steps.ask.exit_code} == 0", run: [echo, "${steps.ask.output}"] }',
  ].join('\n')
  expect(planOf(steps)[1]).toMatchObject({ fidelity: 'unknown', operations: [] })
  const said = contextOf({}, { ask: { exitCode: 0, output: 'yes' } })
  expect(planOf(steps, said)[1]).toMatchObject({ fidelity: 'exact', operations: [{ argv: ['echo', 'yes'] }] })
  expect(planOf(steps, contextOf({}, { ask: { exitCode: 1, output: '' } }))[1]?.ruledOut).toBe(true)
  // Skipped: it has said nothing, which is not 0.
  expect(planOf(steps, contextOf({}, { ask: { exitCode: null, output: null } }))[1]?.ruledOut).toBe(true)
})

it('with concurrency a step goes lot by lot, each joined for itself', () => {
  const [step] = runbookOf(
    '  - { id: a, name: A, for_each: [1, 2, 3], as: n, concurrency: 2, run: [svc, -t, "/d/${n}"] }\n',
  ).steps
  if (step === undefined) throw new Error('no step')
  expect(batchesOf(step, contextOf(), vocabulary).map(batch => batch.length)).toEqual([2, 1])
  const [planned] = planOf(
    '  - { id: a, name: A, for_each: [1, 2, 3], as: n, concurrency: 2, run: [svc, -t, "/d/${n}"] }\n',
  )
  expect(planned?.operations).toMatchObject([
    { argv: ['svc', '-t', '/d/1', '/d/2'] },
    { argv: ['svc', '-t', '/d/3'] },
  ])
})

it('an action receives what is handed over, of its type, and waits for all items', () => {
  const { steps } = runbookOf(
    '  - { id: a, name: A, for_each: "${services}", as: s, uses: service.restarted, with: { directory: "${s.directory}", up_for: 3s } }\n',
  )
  const [step] = steps
  if (step === undefined) throw new Error('no step')
  const [check] = checksOf(step, batchesOf(step, contextOf(), vocabulary).flat(), contextOf(), vocabulary)
  expect(check).toMatchObject({
    kind: 'watch',
    inputs: [
      { directory: '/usr/local/nginx', up_for: 3000 },
      { directory: '/usr/local/tinydns', up_for: 3000 },
    ],
  })
})

it('findings are collections: a process keeps its pid and start time on the way to an action', () => {
  const sick = aSystem(['nginx'], draft =>
    alter(draft, 100, { workingDirectory: { path: '/etc/service/nginx', deleted: true, id: '9:9' } }),
  )
  const [planned] = planOf(
    '  - { id: a, name: A, for_each: "${findings.supervise-in-deleted-directory}", as: it, run: [echo, "${it.process.pid}"] }\n',
    { ...contextOf(), initial: sick },
  )
  expect(planned?.operations).toMatchObject([{ argv: ['echo', '100'] }])
})

it('what takes a step back is planned beside its acts, and noted before them', () => {
  const [planned] = planOf('  - { id: a, name: A, run: [touch, /x], undo: { run: [rm, /x] } }\n')
  expect(planned?.operations).toEqual([
    { kind: 'undo-by', operations: [{ kind: 'command', argv: ['rm', '/x'], cwd: '/' }] },
    { kind: 'command', argv: ['touch', '/x'], cwd: '/' },
  ])
})

it('a question of its own is asked with its values', () => {
  const [planned] = planOf(
    '  - { id: a, name: A, run: [x], confirm: "Really ${params.name}?" }\n',
    contextOf({ name: 'nginx' }),
    params,
  )
  expect(planned?.confirm).toEqual({ message: 'Really nginx?' })
})
