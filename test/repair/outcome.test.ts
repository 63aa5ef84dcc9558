import { expect, it } from 'vitest'
import { diagnose } from '../../src/findings/diagnose.js'
import { advise } from '../../src/repair/advice.js'
import { compare, isLeft } from '../../src/repair/outcome.js'
import { aLink, alterDirectory, aSystem } from '../diagnosis/build.js'

const dangling = aSystem(['nginx'], draft => draft.entries.push(aLink('gone', null)))
const findings = (system: Parameters<typeof diagnose>[0]) => advise(diagnose(system), system, null).findings

it('tells what is cured, what is left and what is new by kind and service, not by pid', () => {
  const before = findings(dangling)
  const outcome = compare(before, findings(aSystem(['nginx'])))
  expect([outcome.cured.map(({ id }) => id), outcome.left, outcome.fresh]).toEqual([
    ['link-dangling'],
    [],
    [],
  ])
  expect(isLeft(outcome)).toBe(false)
  const worse = compare([], before)
  expect([worse.cured, worse.left, worse.fresh.map(({ id }) => id)]).toEqual([[], [], ['link-dangling']])
  expect([isLeft(worse), isLeft(compare(before, before)), isLeft(null)]).toEqual([true, true, false])
})

it('check ends with the command that cures, and says where there is none', () => {
  const command = (system: typeof dangling, services: ReadonlySet<string> | null = null) =>
    advise(findings(system), system, services).command
  expect(command(aSystem(['nginx']))).toBeNull()
  expect(command(dangling)).toBe('svreset repair cures this; with --dry-run it shows how')
  expect(command(dangling, new Set(['gone']))).toMatch(/^svreset repair gone cures this/)
  const forPersons = aSystem(['nginx'], draft => alterDirectory(draft, 'nginx', { run: { kind: 'missing' } }))
  expect(command(forPersons)).toBe('svreset repair can cure none of this; see above')
  const both = aSystem(['nginx'], draft => {
    draft.entries.push(aLink('gone', null))
    alterDirectory(draft, 'nginx', { run: { kind: 'missing' } })
  })
  expect(command(both)).toMatch(/^svreset repair cures 1 of 2 findings/)
})

it('each finding says what svreset does about it, and what a person would', () => {
  const [finding] = advise(findings(dangling), dangling, null).findings
  expect(finding?.advice).toMatch(/^svreset repair: .* \(by hand: .*\)$/)
})
