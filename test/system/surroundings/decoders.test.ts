import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeInittab } from '../../../src/system/surroundings/inittab.js'
import { timeOf } from '../../../src/system/surroundings/log-lines.js'
import { decodeLimits } from '../../../src/system/surroundings/origin.js'
import { unitOf } from '../../../src/system/surroundings/systemd.js'
import { decodeJob } from '../../../src/system/surroundings/upstart.js'

it('takes respawn lines that name svscan from an inittab', () => {
  const text = [
    '# SV:123456:respawn:/usr/bin/svscanboot',
    'id:2:initdefault:',
    'SV:123456:respawn:/usr/bin/svscanboot',
    '1:2345:respawn:/sbin/getty 38400 tty1',
    '::respawn:/command/svscanboot',
    'X:2:once:/usr/bin/svscanboot',
  ].join('\n')
  expect(decodeInittab(text)).toEqual([
    { id: 'SV', process: '/usr/bin/svscanboot' },
    { id: '', process: '/command/svscanboot' },
  ])
  fc.assert(
    fc.property(fc.string(), any => decodeInittab(any).every(({ process }) => process.includes('svscan'))),
  )
})

it('takes limits as prlimit wants them', () => {
  const text = `Limit                     Soft Limit           Hard Limit           Units
Max cpu time              unlimited            unlimited            seconds
Max open files            1024                 1048576              files
Max realtime timeout      unlimited            unlimited            us
`
  expect(decodeLimits(text)).toEqual({
    cpu: 'unlimited:unlimited',
    nofile: '1024:1048576',
    rttime: 'unlimited:unlimited',
  })
  fc.assert(fc.property(fc.string(), any => typeof decodeLimits(any) === 'object'))
})

it('takes the innermost unit of a cgroup, and whose manager has it', () => {
  expect(unitOf('/system.slice/daemontools-run.service')).toEqual({
    name: 'daemontools-run.service',
    user: null,
  })
  expect(unitOf('/system.slice/svscan.service/payload')?.name).toBe('svscan.service')
  expect(unitOf('/user.slice/user-1000.slice/user@1000.service/app.slice/svscan.service')).toEqual({
    name: 'svscan.service',
    user: 1000,
  })
  expect(unitOf('/user.slice/user-1000.slice/session-3.scope')).toBe(null)
  expect(unitOf('/user.slice/user-1000.slice/user@1000.service/init.scope')).toEqual({
    name: 'user@1000.service',
    user: null,
  })
  expect(unitOf('/')).toBe(null)
})

it('takes the state of a job as initctl says it', () => {
  expect(decodeJob('svscan', 'svscan start/running, process 31\n')).toEqual({
    name: 'svscan',
    state: 'start/running',
    pid: 31,
  })
  expect(decodeJob('svscan', 'svscan stop/waiting\n')).toEqual({
    name: 'svscan',
    state: 'stop/waiting',
    pid: 0,
  })
  expect(decodeJob('svscan', 'initctl: Unknown job: svscan\n')).toBe(null)
})

it('takes the time of a line in a log', () => {
  const january = Date.UTC(2027, 0, 1, 0, 1)
  expect(timeOf('2026-11-24T01:02:03.5+00:00 host init: x', january)).toBe(
    Date.UTC(2026, 10, 24, 1, 2, 3, 500),
  )
  const short = timeOf('Dec 31 23:59:59 host init: x', january)
  expect(short).toBe(new Date(2026, 11, 31, 23, 59, 59).getTime())
  expect(timeOf('no time at all', january)).toBe(null)
  fc.assert(fc.property(fc.string(), any => Number.isFinite(timeOf(any, january) ?? 0)))
})
