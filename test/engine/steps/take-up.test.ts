import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../../src/actions/index.js'
import type { RunContext } from '../../../src/contract/context.js'
import type { Operation } from '../../../src/contract/operation.js'
import { takeUp } from '../../../src/engine/steps/take-up.js'
import { loadRunbook } from '../../../src/runbook/language/load.js'
import { recordLinks } from '../../../src/system/link-record.js'
import type { Entry, System } from '../../../src/system/system.js'
import { aSystem } from '../../diagnosis/build.js'

const file = new URL('../../../runbooks/reset.yaml', import.meta.url)
const reset = loadRunbook('reset.yaml', readFileSync(file, 'utf8'), vocabulary)
const initial = aSystem(['a', 'b', 'c'])
const links = recordLinks(initial)
const context = { initial, links, parameters: {} } as unknown as RunContext
const removal = links.map((link): Operation => ({ kind: 'unlink', link }))
const putBack = links.map((link): Operation => ({ kind: 'link', link }))

/** The run as its journal tells it: every step before this one is finished. */
function leftAt(id: string, done: readonly Operation[], undecided: readonly Operation[] = []) {
  const at = reset.steps.findIndex(step => step.id === id)
  const finished = new Set(reset.steps.slice(0, at).map(step => step.id))
  return { finished, done, undecided, putBack: new Set<string>() }
}

/** The service directory with these links of the run, and with what a person has made. */
function found(names: readonly string[], ...others: readonly Entry[]): System {
  const entries = [...initial.entries.filter(({ name }) => names.includes(name)), ...others]
  return { ...initial, entries }
}

function leadingTo(name: string, target: string): Entry {
  const [some] = initial.entries
  if (some?.link == null) throw new Error('the system has a link')
  return { ...some, name, link: { ...some.link, target } }
}

const aFile = (name: string): Entry => ({
  ...leadingTo(name, ''),
  kind: 'other',
  link: null,
  directory: null,
})

describe('taking a run up', () => {
  it.each([
    { what: 'nothing was changed, all links out', now: found([]), at: 'stop', from: 'stop', changes: [] },
    {
      what: 'a link that was put back by hand',
      now: found(['b']),
      at: 'supervise',
      from: 'remove',
      changes: ['b is back, although the run had removed it'],
    },
    {
      what: 'a link of the same name that leads elsewhere',
      now: found([], leadingTo('b', '/elsewhere')),
      at: 'empty',
      from: 'svscan',
      changes: ['b is now a link to /elsewhere: the run had removed a link to /usr/local/b'],
    },
    {
      what: 'a link that is new',
      now: found([], leadingTo('d', '/usr/local/d')),
      at: 'links',
      from: 'svscan',
      changes: ['d is new: a link to /usr/local/d'],
    },
    {
      what: 'a file in the place of a link',
      now: found([], aFile('a')),
      at: 'stop',
      from: 'stop',
      changes: ['a is now a file: the run had removed a link to /usr/local/a'],
    },
  ])('$what', ({ now, at, from, changes }) => {
    const taken = takeUp(reset, leftAt(at, removal), context, now)
    expect(taken.changes).toEqual(changes)
    expect(taken.rest.steps[0]?.id).toBe(from)
  })

  it('a link that svreset itself has put back is removed again, and nobody is asked', () => {
    const left = { ...leftAt('supervise', removal), putBack: new Set(['b']) }
    const taken = takeUp(reset, left, context, found(['b']))
    expect([taken.changes, taken.rest.steps[0]?.id]).toEqual([[], 'remove'])
  })

  it('once the links were put back, one that is gone again is put back again; a new one is nobody’s business', () => {
    const left = leftAt('happy', [...removal, ...putBack])
    const taken = takeUp(reset, left, context, found(['a', 'c'], leadingTo('d', '/usr/local/d')))
    expect(taken.changes).toEqual(['b is gone: it was a link to /usr/local/b'])
    expect(taken.rest.steps[0]?.id).toBe('links')
  })

  it('what the run may have died before or after decides nothing', () => {
    fc.assert(
      fc.property(fc.subarray(['a', 'b', 'c']), there => {
        const removing = takeUp(reset, leftAt('remove', removal, removal), context, found(there))
        expect([removing.changes, removing.rest.steps[0]?.id]).toEqual([[], 'remove'])
        const restoring = takeUp(
          reset,
          leftAt('links', [...removal, ...putBack], putBack),
          context,
          found(there),
        )
        expect([restoring.changes, restoring.rest.steps[0]?.id]).toEqual([[], 'links'])
      }),
    )
  })

  it('but what is neither the one nor the other does', () => {
    const now = found(['a', 'c'], leadingTo('b', '/elsewhere'))
    const { changes } = takeUp(reset, leftAt('remove', removal, removal), context, now)
    expect(changes).toEqual(['b is now a link to /elsewhere: the run had removed a link to /usr/local/b'])
  })
})
