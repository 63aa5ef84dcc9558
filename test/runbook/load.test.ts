import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { actions } from '../../src/actions/index.js'
import { loadRunbook } from '../../src/runbook/load.js'
import type { UserError } from '../../src/user-error.js'

const known = { actions: [...actions.keys()] }
const good = `version: 1
name: mine
title: Mine
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
    verify: { uses: services.stopped, deadline: 5s }
`

function problemsOf(source: string): string[] {
  try {
    loadRunbook('mine.yaml', source, known)
  } catch (error) {
    const { name, exitCode, reason } = error as UserError
    expect([name, exitCode]).toEqual(['UserError', 2])
    return (reason ?? '').split('\n').map(line => line.trim())
  }
  throw new Error('it was taken')
}

it.each(['reset', 'restore'])('the shipped runbook %s is good', name => {
  const file = new URL(`../../runbooks/${name}.yaml`, import.meta.url)
  expect(loadRunbook(file.pathname, readFileSync(file, 'utf8'), known).name).toBe(name)
})

it('fills every default in', () => {
  const { steps, digest } = loadRunbook('mine.yaml', good, known)
  expect(digest).toMatch(/^[0-9a-f]{64}$/)
  expect(steps[0]).toEqual({
    id: 'record',
    name: 'Note',
    description: '',
    effect: null,
    confirm: null,
    allowSkip: false,
    timeout: null,
    verify: null,
    task: { kind: 'uses', action: 'links.record' },
  })
  expect(steps[1]).toMatchObject({
    verify: { uses: 'services.stopped', deadline: '5s' },
    task: { kind: 'run', argv: ['svc', '-dx', '.'], forEach: { collection: 'services', as: 'service' } },
  })
})

describe('refused with line and column', () => {
  it.each([
    {
      what: 'a shell string',
      from: 'run: [svc, -dx, .]',
      to: 'run: svc -dx .',
      where: /^mine\.yaml:13:10: .*argv array/,
    },
    { what: 'no program', from: 'run: [svc, -dx, .]', to: 'run: []', where: /^mine\.yaml:13:10: / },
    {
      what: 'an unknown action',
      from: 'uses: links.record',
      to: 'uses: links.rekord',
      where: /^mine\.yaml:7:11: unknown action/,
    },
    {
      what: 'an unknown field',
      from: '    name: Stop',
      to: '    name: Stop\n    nmae: x',
      where: /^mine\.yaml:8:5: .*nmae/,
    },
    { what: 'an id twice', from: 'id: stop', to: 'id: record', where: /^mine\.yaml:8:9: .*twice/ },
    {
      what: 'run and uses',
      from: '    name: Stop',
      to: '    name: Stop\n    uses: links.record',
      where: /exactly one of run and uses/,
    },
    { what: 'for_each without as', from: '    as: service\n', to: '', where: /for_each and as go together/ },
    { what: 'another version', from: 'version: 1', to: 'version: 2', where: /^mine\.yaml:1:10: / },
    {
      what: 'removing before recording',
      from: 'links.record',
      to: 'links.remove',
      where: /needs a step before it/,
    },
    {
      what: 'a duplicate key',
      from: 'title: Mine',
      to: 'title: Mine\ntitle: Yours',
      where: /^mine\.yaml:4:1: Map keys must be unique$/,
    },
    { what: 'a tag', from: 'title: Mine', to: 'title: !!js/undefined Mine', where: /^mine\.yaml:3:8: / },
    { what: 'no steps', from: /steps:.*/s, to: 'steps: []\n', where: /^mine\.yaml:4:8: / },
  ])('$what', ({ from, to, where }) => {
    const source = good.replace(from, to)
    expect(source).not.toBe(good)
    expect(problemsOf(source).join('\n')).toMatch(where)
  })

  it('all problems at once', () => {
    const source = good.replace('uses: links.record', 'uses: no.such').replace('id: stop', 'id: record')
    expect(problemsOf(source).map(line => /^mine\.yaml:(\d+):/.exec(line)?.[1])).toEqual(['7', '8'])
  })
})
