import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../../src/actions/index.js'
import { stepOf } from '../../../src/contract/runbook.js'
import { UserError } from '../../../src/errors.js'
import { loadRunbook, readRunbook } from '../../../src/runbook/language/load.js'

const good = `version: 1
name: mine
title: Mine
params:
  wait: { type: duration, default: 5s, description: how long }
  force: { type: boolean, default: false, description: whether }
steps:
  - id: record
    name: Note
    uses: links.record
  - id: stop
    name: Stop
    for_each: \${services}
    as: service
    cwd: \${service.directory}
    run: [svc, -dx, .]
    verify: { uses: services.stopped, deadline: "\${params.wait}" }
  - id: say
    name: Say
    when: \${params.force} and \${steps.stop.exit_code} == 0
    script: echo "$PARAMS_WAIT"
`

/** `LINE:COLUMN CODE` of each problem. */
function problemsOf(source: string): string[] {
  const { runbook, problems } = readRunbook(source, vocabulary)
  expect(runbook).toBe(null)
  return problems.map(({ line, column, code }) => `${line}:${column} ${code}`)
}

it.each(['reset', 'restore'])('the shipped runbook %s is good', name => {
  const file = new URL(`../../../runbooks/${name}.yaml`, import.meta.url)
  expect(loadRunbook(file.pathname, readFileSync(file, 'utf8'), vocabulary).name).toBe(name)
})

it('fills every default in', () => {
  const { steps, digest } = loadRunbook('mine.yaml', good, vocabulary)
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
  const record = { kind: 'uses', action: 'links.record', with: {} } as const
  const places = { id: 'mine.yaml:8', name: 'mine.yaml:9', uses: 'mine.yaml:10' }
  expect(steps[0]).toEqual(stepOf({ id: 'record', name: 'Note', task: record, places }))
  expect(steps[1]).toMatchObject({
    task: { kind: 'run', argv: ['svc', '-dx', '.'] },
    forEach: { of: 'services', as: 'service', concurrency: null },
    verify: {
      task: { kind: 'uses', action: 'services.stopped', with: {} },
      deadline: '${params.wait}',
      interval: '1s',
    },
  })
})

it('a script receives the values that it names, and no others', () => {
  const { steps } = loadRunbook('mine.yaml', good, vocabulary)
  expect(steps[2]?.task).toMatchObject({ kind: 'script', values: { PARAMS_WAIT: 'params.wait' } })
})

it('an exit code that another step asks for is an answer, any other one but 0 a failure', () => {
  const asked = good.replace('    verify: { uses: services.stopped, deadline: "${params.wait}" }\n', '')
  expect(loadRunbook('mine.yaml', asked, vocabulary).steps.map(step => step.anyExitCode)).toEqual([
    false,
    true,
    false,
  ])
  const unasked = asked.replace(' and ${steps.stop.exit_code} == 0', '')
  expect(loadRunbook('mine.yaml', unasked, vocabulary).steps.map(step => step.anyExitCode)).toEqual([
    false,
    false,
    false,
  ])
})

it('defaults hold for each step that does not say it itself', () => {
  const source = good
    .replace('steps:', 'defaults: { timeout: 3s, on_failure: stop }\nsteps:')
    .replace('name: Say', 'name: Say\n    timeout: 9s')
  const { steps } = loadRunbook('mine.yaml', source, vocabulary)
  expect(steps.map(({ timeout, onFailure }) => [timeout, onFailure])).toEqual([
    ['3s', 'stop'],
    ['3s', 'stop'],
    ['9s', 'stop'],
  ])
})

it('YAML 1.2: no is a text, on is a key, 0755 in an argv is refused for the zero that it would lose', () => {
  const source = good.replace('title: Mine', 'title: no').replace('[svc, -dx, .]', '[chmod, 0755, .]')
  expect(problemsOf(source)).toEqual(['16:18 wrong-type'])
  expect(loadRunbook('mine.yaml', good.replace('title: Mine', 'title: no'), vocabulary).title).toBe('no')
  expect(problemsOf(good.replace('title: Mine', 'title: Mine\non: 1'))).toEqual(['4:1 unknown-key'])
})

describe('refused with line, column and code', () => {
  it.each([
    { what: 'a shell string', from: '[svc, -dx, .]', to: 'svc -dx .', at: '16:10 wrong-type' },
    { what: 'no program', from: '[svc, -dx, .]', to: '[]', at: '16:10 bad-value' },
    {
      what: 'an unknown action',
      from: 'uses: links.record',
      to: 'uses: links.rekord',
      at: '10:11 unknown-action',
    },
    { what: 'an unknown key', from: 'name: Stop', to: 'nmae: Stop\n    name: Stop', at: '12:5 unknown-key' },
    { what: 'a key missing', from: '    name: Stop\n', to: '', at: '11:5 missing-key' },
    { what: 'an id twice', from: 'id: stop', to: 'id: record', at: /^11:9 duplicate-id/ },
    { what: 'the id of an undo', from: 'id: stop', to: 'id: undo', at: /^11:9 reserved-id/ },
    { what: 'two tasks', from: 'name: Stop', to: 'name: Stop\n    uses: links.record', at: /13:5 one-task/ },
    { what: 'no task', from: '    uses: links.record\n', to: '', at: '8:5 one-task' },
    { what: 'for_each without as', from: '    as: service\n', to: '', at: /13:15 missing-key/ },
    { what: 'as without for_each', from: '    for_each: ${services}\n', to: '', at: /13:5 misplaced-key/ },
    { what: 'an unknown collection', from: '${services}', to: '${servces}', at: /13:15 unknown-collection/ },
    {
      what: 'an unknown reference',
      from: 'service.directory',
      to: 'service.dir',
      at: '15:10 unknown-reference',
    },
    {
      what: 'an expression',
      from: '${service.directory}',
      to: '"${service.name + 1}"',
      at: '15:11 unknown-reference',
    },
    {
      what: 'a later step',
      from: 'uses: links.record',
      to: 'uses: links.restore\n    with: { force: "${steps.say.output}" }',
      at: '11:21 unknown-reference',
    },
    {
      what: 'an unknown input',
      from: 'uses: links.record',
      to: 'uses: links.restore\n    with: { froce: true }',
      at: '11:13 unknown-key',
    },
    {
      what: 'an input of another type',
      from: 'uses: links.record',
      to: 'uses: links.restore\n    with: { force: "yes" }',
      at: '11:20 wrong-type',
    },
    { what: 'a duration without unit', from: 'default: 5s', to: "default: '5'", at: '5:36 wrong-type' },
    { what: 'a deadline that is none', from: '"${params.wait}"', to: 'soon', at: '17:49 bad-duration' },
    {
      what: 'a deadline of another type',
      from: '"${params.wait}"',
      to: '"${params.force}"',
      at: '17:49 bad-duration',
    },
    {
      what: 'a reference in a script',
      from: '"$PARAMS_WAIT"',
      to: '"${params.wait}"',
      at: '21:19 script-reference',
    },
    {
      what: "a name in a script that may be the shell's",
      from: '"$PARAMS_WAIT"',
      to: '"${wait}"',
      at: '21:19 script-reference',
    },
    {
      what: 'a condition in quotes',
      from: /when: .*/,
      to: `when: "'\${params.force}' == 'true'"`,
      at: '20:12 bad-condition',
    },
    { what: 'a condition of bare words', from: '== 0', to: '== zero', at: /^20:\d+ bad-condition/ },
    { what: 'another version', from: 'version: 1', to: 'version: 2', at: '1:10 bad-value' },
    {
      what: 'removing before recording',
      from: 'links.record',
      to: 'links.remove',
      at: '10:11 unrecorded-links',
    },
    {
      what: 'a duplicate key',
      from: 'title: Mine',
      to: 'title: Mine\ntitle: Yours',
      at: '4:1 duplicate-key',
    },
    { what: 'a tag', from: 'title: Mine', to: 'title: !!js/undefined Mine', at: '3:8 tag' },
    {
      what: 'an alias',
      from: 'title: Mine',
      to: 'title: &a Mine\ndescription: *a',
      at: /^3:8 alias, 4:14 alias$/,
    },
    {
      what: 'a merge key',
      from: 'title: Mine',
      to: 'title: Mine\n<<: { description: x }',
      at: '4:1 unknown-key',
    },
    { what: '__proto__', from: 'title: Mine', to: 'title: Mine\n__proto__: { x: 1 }', at: '4:1 unknown-key' },
    { what: 'no steps', from: /steps:.*/s, to: 'steps: []\n', at: '7:8 bad-value' },
    { what: 'no YAML', from: 'title: Mine', to: 'title: [', at: /yaml/ },
    { what: 'two documents', from: 'title: Mine', to: 'title: Mine\n---\na: b', at: /yaml/ },
  ])('$what', ({ from, to, at }) => {
    const source = good.replace(from, () => to)
    expect(source).not.toBe(good)
    const found = problemsOf(source)
    if (typeof at === 'string') expect(found).toEqual([at])
    else expect(found.join(', ')).toMatch(at)
  })

  const head = 'version: 1\nname: mine\ntitle: Mine\n'
  const step = (what: string) => `steps:\n  - { id: a, name: A, ${what} }\n`

  it.each([
    {
      what: 'an unknown reference',
      source: head + step('run: [echo, "${params.nope}"]'),
      at: '5:36 unknown-reference',
    },
    {
      what: 'a reference to a step that there is not',
      source: head + step('run: [echo, "${steps.b.output}"]'),
      at: '5:36 unknown-reference',
    },
    {
      what: 'a condition that is none',
      source: head + step('when: "a =", run: [x]'),
      at: '5:32 bad-condition',
    },
    {
      what: 'a condition that asks for a parameter',
      source: head + step('when: "${params.nope}", run: [x]'),
      at: '5:30 unknown-reference',
    },
    {
      what: 'a reference in a script',
      source: head + step('script: "echo ${system.host}"'),
      at: '5:37 script-reference',
    },
    {
      what: 'a deadline that is a parameter',
      source: head + step('run: [x], timeout: "${params.nope}"'),
      at: '5:43 unknown-reference',
    },
  ])('without params: $what', ({ source, at }) => expect(problemsOf(source)).toEqual([at]))

  it.each([
    {
      what: 'a head that lacks something',
      source: `version: 1\nname: mine\n${step('run: [echo, "${params.nope}"]')}`,
      at: ['1:1 missing-key', '4:36 unknown-reference'],
    },
    {
      what: 'another parameter that is wrong in itself',
      source: `${head}params: { a: { type: text, description: d } }\n${step('run: [echo, "${params.a}", "${params.b}"], timeout: "${params.a}"')}`,
      at: ['4:22 bad-value', '6:51 unknown-reference'],
    },
    {
      what: 'defaults that are wrong in themselves',
      source: `${head}defaults: { timeout: 3 }\n${step('when: "${params.nope}", run: [x]')}`,
      at: ['4:22 wrong-type', '6:30 unknown-reference'],
    },
    {
      what: 'a record of the links that is wrong in itself',
      source: `${head}steps:\n  - { id: a, name: A, uses: links.record, wit: {} }\n  - { id: b, name: B, uses: links.remove }\n`,
      at: ['5:43 unknown-key'],
    },
    {
      what: 'params that are no record, which nothing can be held against',
      source: `${head}params: [a]\n${step('run: [echo, "${params.a}"]')}`,
      at: ['4:9 wrong-type'],
    },
  ])('is not hidden, and not made up, by $what', ({ source, at }) => expect(problemsOf(source)).toEqual(at))

  it('defaults may refer to what every step knows that does not say it itself', () => {
    const source = (defaults: string, more = '') =>
      `${head}defaults: ${defaults}\nsteps:\n  - { id: a, name: A, run: [x], for_each: [1], as: n${more} }\n  - { id: b, name: B, run: [x]${more} }\n`
    expect(problemsOf(source('{ env: { A: "${params.nope}" } }'))).toEqual(['4:24 unknown-reference'])
    expect(problemsOf(source('{ timeout: "${params.nope}" }'))).toEqual(['4:23 unknown-reference'])
    expect(problemsOf(source('{ env: { A: "${n}" } }'))).toEqual(['4:24 unknown-reference'])
    expect(readRunbook(source('{ env: { A: "${n}" } }', ', env: { A: x }'), vocabulary).problems).toEqual([])
    expect(readRunbook(source('{ env: { A: "${system.host}" } }'), vocabulary).problems).toEqual([])
  })

  it('all at once, each with the line, a caret and what was meant', () => {
    const source = good.replace('uses: links.record', 'uses: links.rekord').replace('verify:', 'verfy:')
    expect(() => loadRunbook('mine.yaml', source, vocabulary)).toThrow(UserError)
    try {
      loadRunbook('mine.yaml', source, vocabulary)
    } catch (error) {
      const { exitCode, reason } = error as UserError
      expect(exitCode).toBe(2)
      const lines = (reason ?? '').split('\n').map(line => line.trim())
      expect(lines).toEqual([
        "mine.yaml:10:11: unknown action 'links.rekord': did you mean 'links.record'? [unknown-action]",
        '10 |     uses: links.rekord',
        '|           ^^^^^^^^^^^^',
        "mine.yaml:17:5: unknown key 'verfy': did you mean 'verify'? [unknown-key]",
        '17 |     verfy: { uses: services.stopped, deadline: "${params.wait}" }',
        '|     ^^^^^',
      ])
    }
  })
})
