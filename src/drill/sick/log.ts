import { chown, rename, symlink } from 'node:fs/promises'
import { execa } from 'execa'
import { startInBackground } from '../stage/background.js'
import { processesNamed, processTable } from '../stage/process-table.js'
import { linkService, makeLog, makeService } from '../stage/service.js'
import { serviceErrors, svc, untilUp } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { linked, sick, startWith } from './sick.js'

export const logMissing = sick(
  'log-missing',
  'the directory of a log was moved away: lines pile up',
  async stage => {
    const tinydns = await linked('tinydns', {
      run: '#!/bin/sh\nexec 2>&1\nwhile echo query; do sleep 0.1; done\n',
    })
    await startWith(stage, tinydns)
    await rename(`${tinydns}/log`, `${tinydns}/log.off`)
    await svc('-dx', `${tinydns}/log.off`)
    await until('svscan to fail', () => serviceErrors().includes('unable to chdir to log'))
    return 'tinydns writes to a log pipe that nothing reads'
  },
)

export const logNotPickedUp = sick(
  'log-not-picked-up',
  'a log was added after svscan first saw the service',
  async stage => {
    const tinydns = await linked('tinydns', { log: false })
    await stage.startSvscan()
    await untilUp(tinydns, '/usr/local/nginx', '/usr/local/nginx/log')
    await makeLog(tinydns)
    return 'tinydns has a log now, and svscan does not know'
  },
)

export const logLockHeld = sick(
  'log-lock-held',
  'another process holds the lock of a log directory',
  async stage => {
    const tinydns = await linked('tinydns', { logAsNobody: false })
    startInBackground(['setlock', `${tinydns}/log/main/lock`, 'sleep', '1000000'])
    await until('the lock to be held', () => processesNamed('sleep').length > 0)
    await stage.startSvscan()
    await untilUp(tinydns, '/usr/local/nginx/log')
    await until('multilog to fail', () => serviceErrors().includes('unable to lock directory ./main'))
    return 'a process called sleep holds the lock of /usr/local/tinydns/log/main'
  },
)

export const blockedOnLog = sick(
  'service-blocked-on-log',
  'the disk of a log is full: its service is frozen in a write',
  async stage => {
    const run = '#!/bin/sh\nexec 2>&1\nexec yes query\n'
    const tinydns = await linked('tinydns', { run, logAsNobody: false })
    const main = `${tinydns}/log/main`
    await execa('mount', ['-n', '-t', 'tmpfs', '-o', 'size=32k,mode=755', 'small', main], { timeout: 10_000 })
    await stage.startSvscan()
    await untilUp(tinydns, '/usr/local/nginx/log')
    await until('multilog to complain', () => serviceErrors().includes('multilog: warning: unable to write'))
    await until('the service to sleep', () =>
      processTable().some(({ command, state }) => command === 'yes' && state === 'S'),
    )
    return 'multilog cannot write to /usr/local/tinydns/log/main'
  },
)

export const logShared = sick('log-shared', 'the log of two services is one directory', async stage => {
  const tinydns = await linked('tinydns')
  await startWith(stage, tinydns)
  const dnscache = await makeService('dnscache', { log: false, run: countingRun })
  await symlink(`${tinydns}/log`, `${dnscache}/log`)
  await linkService(dnscache)
  await untilUp(dnscache)
  await until('its log to fail', () => serviceErrors().includes('unable to acquire log/supervise/lock'))
  return 'dnscache/log is a link to tinydns/log: what dnscache writes is not read'
})

export const logDirectoryShared = sick(
  'log-directory-shared',
  'a log/run was copied: two multilogs write to one directory',
  async stage => {
    const log = { log: 't /usr/local/kept', logAsNobody: false }
    await startWith(stage, await linked('tinydns', log))
    await untilUp(await linked('dnscache', { ...log, run: countingRun }))
    await until('its multilog to fail', () =>
      serviceErrors().includes('unable to lock directory /usr/local/kept'),
    )
    return 'the log of dnscache cannot lock /usr/local/kept, which that of tinydns has'
  },
)

export const logNotWritable = sick(
  'log-not-writable',
  'a log runs as nobody, and its directory belongs to root: its service is frozen in a write',
  async stage => {
    const tinydns = await linked('tinydns', { run: '#!/bin/sh\nexec 2>&1\nexec yes query\n' })
    await chown(`${tinydns}/log/main`, 0, 0)
    await stage.startSvscan()
    await untilUp(tinydns, '/usr/local/nginx/log')
    await until('its multilog to fail', () =>
      serviceErrors().includes('unable to lock directory ./main: access denied'),
    )
    await until('the service to sleep', () =>
      processTable().some(({ command, state }) => command === 'yes' && state === 'S'),
    )
    return 'the log of tinydns may not write to /usr/local/tinydns/log/main'
  },
)

const countingRun = '#!/bin/sh\nexec 2>&1\nwhile echo query; do sleep 0.5; done\n'
