import { afterEach, expect, it } from 'vitest'
import {
  localDateAndTime,
  localExactTime,
  localSince,
  localTime,
  withLocalTimes,
} from '../../src/text/local-time.js'

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
])('in %s is the local time, and tells the zone', (name, time, dateAndTime) => {
  process.env.TZ = name
  expect([localTime(at), localDateAndTime(at)]).toEqual([time, dateAndTime])
  expect(localExactTime(at)).toBe(`${time.slice(0, 8)}.067`)
  expect(withLocalTimes('since 2026-11-23T23:31:05.067Z, or not')).toBe(`since ${dateAndTime}, or not`)
  expect(localSince(at, at + 3_600_000)).toBe(time)
  expect(localSince(at, at + 86_400_000)).toBe(dateAndTime.slice(0, 16))
})
