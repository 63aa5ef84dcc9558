import { expect, it } from 'vitest'
import { possibleRestarts, type RestartWishes } from '../../../src/engine/prepare/choose-restart.js'
import { UserError } from '../../../src/errors.js'
import { aSystem, remove } from '../../diagnosis/build.js'

const system = aSystem(['a'])
const nothing = aSystem([], draft => remove(draft, 10, 11, 12))
const [found] = possibleRestarts(system, system, { method: null, command: [], recorded: null })

function choose(wishes: Partial<RestartWishes>, initial = system) {
  try {
    return possibleRestarts(initial, initial, { method: null, command: [], recorded: null, ...wishes })
  } catch (error) {
    if (error instanceof UserError) return [error.exitCode, error.message]
    throw error
  }
}

it('what an operator says goes before the runbook, that before the journal, that before what is seen', () => {
  const recorded = found === undefined ? null : { ...found, method: 'systemd', target: 'x.service' }
  const command = ['/usr/local/sbin/restart-svscan']
  expect(choose({})).toMatchObject([{ method: 'respawn' }])
  expect(choose({ recorded })).toMatchObject([{ method: 'systemd', target: 'x.service' }])
  expect(choose({ recorded, command })).toMatchObject([{ method: 'command', command }])
  expect(choose({ recorded, command, method: 'manual' })).toMatchObject([{ method: 'manual', command: [] }])
  expect(choose({ command, method: 'command' })).toMatchObject([{ method: 'command', command }])
})

it('what cannot be is refused', () => {
  expect(choose({ method: 'magic' })).toEqual([2, 'unable to restart svscan with the method magic'])
  expect(choose({ method: 'command' })).toEqual([2, 'unable to restart svscan with the method command'])
  expect(choose({ method: 'systemd' })).toEqual([3, 'unable to restart svscan with the method systemd'])
})

it('where no svscan runs and nothing starts one there is nothing to restart, unless somebody wants one started', () => {
  expect(choose({}, nothing)).toMatchObject([
    { refusal: { reason: expect.stringContaining('nothing to restart') } },
  ])
  expect(choose({ method: 'manual' }, nothing)).toMatchObject([
    { method: 'manual', refusal: null, launch: { argv: ['svscan', '/etc/service'] } },
  ])
})
