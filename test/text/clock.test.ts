import { afterEach, expect, it } from 'vitest'
import { makeClock, withLocalTimes } from '../../src/text/clock.js'

const zone = process.env.TZ
afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const at = Date.UTC(2026, 10, 23, 23, 31, 5, 67)

it.each([
  ['Europe/Berlin', '00:31:05', '2026-11-24 00:31:05 +0100'],
  ['America/St_Johns', '20:01:05', '2026-11-23 20:01:05 -0330'],
  ['UTC', '23:31:05Z', '2026-11-23 23:31:05 UTC'],
])('in %s says the local time, and what zone it is', (name, time, dateAndTime) => {
  process.env.TZ = name
  const clock = makeClock(false)
  expect([clock.time(at), clock.dateAndTime(at)]).toEqual([time, dateAndTime])
  expect(clock.exact(at).slice(8)).toBe('.067')
  expect(withLocalTimes('since 2026-11-23T23:31:05.067Z, or not', clock)).toBe(`since ${dateAndTime}, or not`)
  expect(makeClock(true).dateAndTime(at)).toBe('2026-11-23 23:31:05 UTC')
})

it('gives the date for what is older than a day', () => {
  const { since } = makeClock(true)
  expect(since(at, at + 3_600_000)).toBe('23:31:05Z')
  expect(since(at, at + 86_400_000)).toBe('2026-11-23 23:31')
})
