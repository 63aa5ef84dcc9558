import { cp, mkdir, rename, rm, symlink } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import { startInBackground } from '../stage/background.js'
import { hasZombie, processesNamed } from '../stage/process-table.js'
import { linkService, makeService } from '../stage/service.js'
import { inSvscanDirectory, serviceErrors, untilExecuted, untilUp, withLog } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { linked, sick, startWith } from './sick.js'

export const deletedDirectory = sick(
  'supervise-in-deleted-directory',
  'a service directory was replaced by a new copy: the old supervises run in a deleted directory',
  async stage => {
    const tinydns = await linked('tinydns', { logAsNobody: false })
    const copy = await makeService('copy', { logAsNobody: false })
    await startWith(stage, tinydns)
    await untilExecuted()
    await rm(tinydns, { recursive: true })
    await cp(copy, tinydns, { recursive: true, preserveTimestamps: true })
    await until('a second supervise for tinydns', () => supervises(tinydns).length === 1)
    await untilUp(...withLog(tinydns))
    return 'tinydns runs twice: from its new directory, and from the deleted one'
  },
)

export const duplicate = sick(
  'supervise-duplicate',
  'the lock was removed and supervise started by hand: two in one directory',
  async stage => {
    const tinydns = await linked('tinydns')
    await startWith(stage, tinydns)
    await rm(`${tinydns}/supervise/lock`)
    startInBackground(['supervise', 'tinydns'], { cwd: '/usr/local' })
    await until('two supervises for tinydns', () => supervises(tinydns).length === 2)
    return 'two supervises run in /usr/local/tinydns'
  },
)

export const orphaned = sick(
  'supervise-orphaned',
  'supervise was started by hand before its directory was linked: svscan cannot get the lock',
  async stage => {
    await startWith(stage)
    const tinydns = await makeService('tinydns', { log: false, run: '#!/bin/sh\nexec sleep 1000000\n' })
    startInBackground(['supervise', tinydns])
    await untilUp(tinydns)
    await linkService(tinydns)
    await until('svscan to fail at the lock', () =>
      serviceErrors().includes('unable to acquire tinydns/supervise/lock'),
    )
    return 'the supervise for tinydns is not a child of svscan'
  },
)

export const unlinked = sick('supervise-unlinked', 'a link was removed, which stops nothing', async stage => {
  await startWith(stage, await linked('tinydns', { log: false }))
  await rm(inSvscanDirectory('tinydns'))
  return 'tinydns keeps running without a link'
})

export const unreachable = sick(
  'supervise-unreachable',
  'a backup was unpacked over a running service: supervise/ holds new files',
  async stage => {
    const tinydns = await linked('tinydns')
    await startWith(stage, tinydns)
    await untilExecuted()
    for (const supervise of [`${tinydns}/supervise`, `${tinydns}/log/supervise`]) {
      await execa('cp', ['-a', supervise, `${supervise}.new`])
      await rm(supervise, { recursive: true })
      await rename(`${supervise}.new`, supervise)
    }
    return 'svc and svstat use files that the supervises for tinydns do not hold open'
  },
)

export const missing = sick(
  'supervise-missing',
  'svscan is stopped (SIGSTOP): a service that was linked is not started',
  async stage => {
    await startWith(stage)
    const [svscan] = processesNamed('svscan')
    process.kill(svscan?.pid ?? 0, 'SIGSTOP')
    await linked('tinydns')
    // A running svscan would have started it by now.
    await delay(6500)
    return 'tinydns was linked more than a scan ago'
  },
)

export const cannotStart = sick(
  'supervise-cannot-start',
  "another process holds the lock of a service's supervise",
  async stage => {
    const tinydns = await linked('tinydns', { log: false })
    await mkdir(`${tinydns}/supervise`, { mode: 0o700 })
    startInBackground(['setlock', `${tinydns}/supervise/lock`, 'sleep', '1000000'])
    await until('the lock to be held', () => processesNamed('sleep').length > 0)
    await startWith(stage)
    await until('svscan to fail at the lock', () =>
      serviceErrors().includes('unable to acquire tinydns/supervise/lock'),
    )
    return 'a process called sleep holds /usr/local/tinydns/supervise/lock'
  },
)

export const stopped = sick(
  'process-stopped',
  'a supervise is stopped (SIGSTOP), and svstat, svc and svok do not show it',
  async stage => {
    const tinydns = await linked('tinydns')
    await startWith(stage, tinydns)
    const [supervise] = supervises(tinydns)
    process.kill(supervise?.pid ?? 0, 'SIGSTOP')
    return 'the supervise for tinydns does nothing'
  },
)

export const zombie = sick(
  'zombie',
  'a stopped supervise does not reap its service, which has exited',
  async stage => {
    const tinydns = await linked('tinydns')
    const [pid] = await startWith(stage, tinydns)
    const [supervise] = supervises(tinydns)
    await until('run to have become sleep', () =>
      processesNamed('sleep').some(({ pid: other }) => other === pid),
    )
    process.kill(supervise?.pid ?? 0, 'SIGSTOP')
    process.kill(pid ?? 0, 'SIGTERM')
    await until('the zombie', () => hasZombie(supervise))
    return 'tinydns is defunct, and nothing starts it again'
  },
)

export const sameDirectory = sick('link-same-directory', 'two links name one directory', async stage => {
  const tinydns = await linked('tinydns')
  await linkService(tinydns, 'dns')
  await startWith(stage, tinydns)
  return 'dns and tinydns are one service'
})

export const dangling = sick('link-dangling', 'a link leads nowhere', async stage => {
  await symlink('/usr/local/gone', inSvscanDirectory('gone'))
  await startWith(stage)
  await until('the error', () => serviceErrors().includes('unable to stat gone'))
  return 'gone leads to /usr/local/gone, which does not exist'
})

export const notALink = sick(
  'entry-not-a-link',
  'a service directory is in the svscan directory itself',
  async stage => {
    const directory = await makeService('tinydns', { directory: inSvscanDirectory('tinydns') })
    await startWith(stage, directory)
    return 'tinydns is a directory in /etc/service'
  },
)

function supervises(directory: string) {
  return processesNamed('supervise').filter(
    process => process.directory === directory && process.state !== 'Z',
  )
}
