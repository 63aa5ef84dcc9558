import { beforeEach, expect, it } from 'vitest'
import { decodeProcStat } from '../../src/system/proc-stat.js'
import { forgetSettled, noteSettled, settledOf } from '../../src/system/settled-supervises.js'

const zeros = '0 '.repeat(14)
const supervise = (startTime: number) => {
  const process = decodeProcStat(Buffer.from(`7 (supervise) S 1 7 7 0 ${zeros}${startTime} 0`))
  if (process === null) throw new Error('not a process')
  return process
}
const held = { lock: '1:1', ok: '1:2', control: '1:3' }

beforeEach(() => forgetSettled(new Map()))

it('knows a supervise again by pid and start time, and what was read of it', () => {
  noteSettled(supervise(100), held, { 1: 'pipe:[5]' })
  expect(settledOf(supervise(100), [1])).toMatchObject({ held, descriptors: { 1: 'pipe:[5]' } })
  expect(settledOf(supervise(100), [0, 1])).toBeNull()
  expect(settledOf(supervise(101), [1])).toBeNull()
  noteSettled(supervise(101), held, { 0: 'pipe:[6]' })
  expect(settledOf(supervise(101), [1])).toBeNull()
})

it('one that does not hold all of its files yet is looked at again, and one that has gone is forgotten', () => {
  noteSettled(supervise(100), { ...held, control: null }, { 1: 'pipe:[5]' })
  expect(settledOf(supervise(100), [1])).toBeNull()
  noteSettled(supervise(100), held, { 1: 'pipe:[5]' })
  forgetSettled(new Map([[8, null]]))
  expect(settledOf(supervise(100), [1])).toBeNull()
})
