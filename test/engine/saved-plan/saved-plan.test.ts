import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { vocabulary } from '../../../src/actions/index.js'
import type { RunContext } from '../../../src/contract/context.js'
import type { SavedPlan } from '../../../src/contract/saved-plan.js'
import { planChanges } from '../../../src/engine/saved-plan/plan-changes.js'
import { parsePlan } from '../../../src/engine/saved-plan/read-plan.js'
import { toSavedPlan } from '../../../src/engine/saved-plan/saved-plan.js'
import { writePlan } from '../../../src/engine/saved-plan/write-plan.js'
import { findRestarts } from '../../../src/restart/index.js'
import { loadRunbook } from '../../../src/runbook/language/load.js'
import { makePlan } from '../../../src/runbook/plan/plan.js'
import { recordLinks } from '../../../src/system/link-record.js'
import { recordServices } from '../../../src/system/service-record.js'
import type { System } from '../../../src/system/system.js'
import { problemsWith } from '../../contract/validate.js'
import { aLink, alter, aSystem, type Draft } from '../../diagnosis/build.js'

const source = readFileSync(new URL('../../../runbooks/reset.yaml', import.meta.url), 'utf8')
const options = { earlier: null, force: false, repair: null, maxInterrupt: null, restartMethod: undefined }

function save(
  now: System,
  parameters: RunContext['parameters'] = { stop_timeout: '30s', restart_method: '' },
  text = source,
): SavedPlan {
  const runbook = loadRunbook('reset.yaml', text, vocabulary)
  const [restart] = findRestarts(now)
  if (restart === undefined) throw new Error('the system that tests build has a svscan')
  const context: RunContext = {
    initial: now,
    links: recordLinks(now),
    services: recordServices(now),
    restart,
    parameters,
    results: new Map(),
    repair: null,
  }
  return toSavedPlan({ now, context, plan: makePlan(runbook, context, vocabulary) }, options)
}

const system = (change: (draft: Draft) => void = () => {}) => aSystem(['nginx', 'caf\udce9'], change)
const changesTo = (now: System, ...rest: [RunContext['parameters']?, string?]) =>
  planChanges(save(system()), save(now, ...rest), now)

describe('what has changed since a plan was saved', () => {
  it('is nothing where nothing has, also when a service was started anew meanwhile', () => {
    expect(changesTo(system())).toEqual([])
    expect(changesTo(system(draft => alter(draft, 102, { pid: 900, startTime: 1 })))).toEqual([])
  })

  it('is named: links, pids, parameters, the runbook', () => {
    expect(changesTo(system(draft => draft.entries.push(aLink('new', null))))).toEqual([
      'new is new: a link to /usr/local/new',
    ])
    expect(changesTo(system(draft => alter(draft, 12, { pid: 900, startTime: 1 })))).toEqual([
      'readproctitle, pid 12, was replaced: it is now pid 900',
    ])
    expect(changesTo(system(), { stop_timeout: '5s', restart_method: '' })).toEqual([
      'parameter stop_timeout was "30s", and is now "5s"',
    ])
    expect(changesTo(system(), undefined, `${source}\n# edited`)).toEqual([
      expect.stringMatching(/^the sha256 of runbook reset was [0-9a-f]{64}, and is now [0-9a-f]{64}$/),
    ])
  })

  it('after a restart of the machine, or on another, no pid means anything: that alone is said', () => {
    const rebooted = system(draft => {
      draft.observation = { bootId: 'another' }
      draft.entries = []
    })
    expect(changesTo(rebooted)).toEqual([
      'the plan was made on lenny, boot boot: this machine was restarted, boot another',
    ])
    expect(
      changesTo(
        system(draft => {
          draft.observation = { host: 'elsewhere' }
        }),
      ),
    ).toEqual(['the plan was made on lenny, boot boot: this is elsewhere, boot boot'])
  })

  it('is also what was edited in the file: what somebody reads is what is done', () => {
    const saved = save(system())
    const steps = saved.steps.map(step => (step.id === 'stop' ? { ...step, commands: [] } : step))
    expect(planChanges({ ...saved, steps }, saved, system())).toEqual([
      'step stop is described in another way in the file than it would be now',
    ])
    const fewer = saved.steps.map(step =>
      step.id === 'remove' ? { ...step, operations: step.operations.slice(1) } : step,
    )
    expect(planChanges({ ...saved, steps: fewer }, saved, system())).toEqual([
      'step remove: not planned: remove nginx',
    ])
    expect(planChanges({ ...saved, steps: saved.steps.slice(1) }, saved, system())).toHaveLength(1)
  })
})

describe('a saved plan', () => {
  it('has what the contract lists, and is read back as it was written, whatever bytes a name has', () => {
    const saved = save(system())
    const text = JSON.stringify(saved)
    expect(parsePlan('plan.json', text)).toEqual(saved)
    expect(problemsWith('plan', saved)).toEqual([])
    expect(saved).toMatchObject({
      schema: 'svreset/plan/1',
      bootId: 'boot',
      runbook: { digest: expect.any(String) },
    })
    for (const step of saved.steps) {
      expect(Object.keys(step)).toEqual([
        ...[
          'id',
          'name',
          'effect',
          'confirm',
          'commands',
          'signals',
          'links',
          'fidelity',
          'why',
          'operations',
        ],
      ])
    }
  })

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'another schema',
      text => text.replace('plan/1', 'plan/2'),
      /plan\.json:1:\d+: .*must be svreset\/plan\/1/,
    ],
    [
      'an unknown field',
      text => text.replace('"host"', '"hosts"'),
      /plan\.json:1:\d+: .*unknown key 'hosts'/,
    ],
    ['a field that is missing', text => text.replace(/"bootId":"[^"]*",/, ''), /bootId/],
    ['a torn file', text => text.slice(0, 300), /plan\.json:1:\d+: /],
    ['no JSON, though YAML', text => `# a comment\n${text}`, /it is not JSON/],
    ['nothing', () => '', /plan\.json/],
    [
      'an operation of no known kind',
      text => text.replace('"kind":"unlink"', '"kind":"sing"'),
      /plan\.json:1:\d+: .*operations/,
    ],
    [
      'an operation that says more than is known',
      text => text.replace('"kind":"unlink"', '"kind":"unlink","more":1'),
      /plan\.json:1:\d+: .*unknown key 'more'/,
    ],
    ['a pid of no process', text => text.replace(/"pid":\d+/, '"pid":-1'), /plan\.json:1:\d+: /],
  ])('with %s is refused, and it is said where (exit code 2)', (_what, change, words) => {
    const text = change(JSON.stringify(save(system())))
    expect(() => parsePlan('plan.json', text)).toThrow(
      expect.objectContaining({ exitCode: 2, reason: expect.stringMatching(words) }),
    )
  })
})

describe('writing a plan', () => {
  let directory: string
  let path: string
  const plan = save(system())
  beforeEach(() => {
    directory = mkdtempSync(`${tmpdir()}/svreset-plan-`)
    path = `${directory}/plan.json`
    onTestFinished(() => rmSync(directory, { recursive: true }))
  })

  it('makes a file for the owner alone, and replaces an earlier plan or an empty file; nothing else is left there', () => {
    writePlan(path, plan)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    writePlan(path, { ...plan, host: 'again' })
    expect(parsePlan(path, readFileSync(path, 'utf8')).host).toBe('again')
    writeFileSync(`${directory}/empty`, '')
    writePlan(`${directory}/empty`, plan)
    expect(readdirSync(directory).sort()).toEqual(['empty', 'plan.json'])
  })

  it.each<[string, (path: string, other: string) => void]>([
    ['a file that is no plan', path => writeFileSync(path, 'mine')],
    ['a symbolic link', (path, other) => symlinkSync(other, path)],
    ['a symbolic link to nothing', path => symlinkSync('/nowhere', path)],
    ['a directory', path => mkdirSync(path)],
    [
      'a plan that has another name',
      (path, other) => {
        writePlan(other, plan)
        linkSync(other, path)
      },
    ],
  ])('leaves %s alone (exit code 3)', (_what, make) => {
    const other = `${directory}/other`
    writeFileSync(other, '')
    make(path, other)
    const before = readdirSync(directory).map(name => [
      name,
      statSync(`${directory}/${name}`, { throwIfNoEntry: false })?.mtimeMs,
    ])
    expect(() => writePlan(path, plan)).toThrow(expect.objectContaining({ exitCode: 3 }))
    expect(
      readdirSync(directory).map(name => [
        name,
        statSync(`${directory}/${name}`, { throwIfNoEntry: false })?.mtimeMs,
      ]),
    ).toEqual(before)
  })

  it('says why where it cannot (exit code 1)', () => {
    expect(() => writePlan(`${directory}/no/plan.json`, plan)).toThrow(
      expect.objectContaining({ exitCode: 1, reason: expect.stringContaining('no such file or directory') }),
    )
    chmodSync(directory, 0o700)
  })
})
