import { cp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { execa } from 'execa'
import { ensureDir } from 'fs-extra/esm'
import type { Stage } from '../scenario.js'
import { processesNamed, processTable, superviseIn } from '../stage/process-table.js'
import { linkService, makeService, svscanDirectory, writeProgram } from '../stage/service.js'
import { serviceErrors, svstat, untilExecuted, untilUp, withLog } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { linked, sick, startWith } from './sick.js'

/** Findings of which there is a scenario already, as people have met them. */
export const redeployed = sick(
  'redeployed',
  "Debian's layout: a service was replaced by a fresh copy, which waits for the lock of the old one",
  async stage => {
    const tinydns = await debian(stage)
    await cp(tinydns, `${tinydns}.new`, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
    await rm(tinydns, { recursive: true })
    await rename(`${tinydns}.new`, tinydns)
    await until('the copy to fail at the lock', () =>
      serviceErrors().includes('unable to acquire tinydns/supervise/lock'),
    )
    return 'the old tinydns runs in a deleted directory, and has the lock of the new one'
  },
)

export const statePurged = sick(
  'state-purged',
  "Debian's layout: /var/lib/supervise/NAME was removed under a running service",
  async stage => {
    await debian(stage)
    for (const name of ['tinydns', 'tinydns.log']) await rm(`/var/lib/supervise/${name}`, { recursive: true })
    return 'svc and svstat find nothing in the supervise/ of tinydns'
  },
)

export const stateRootPurged = sick(
  'state-root-purged',
  "Debian's layout: all of /var/lib/supervise was removed under a running service, and no other could start",
  async stage => {
    await debian(stage)
    await rm('/var/lib/supervise', { recursive: true })
    return 'tinydns runs, and would not start again'
  },
)

export const noexec = sick(
  'noexec',
  'a service lies on a file system that is mounted noexec',
  async stage => {
    const data = '/usr/local/data'
    await ensureDir(data)
    await execa('mount', ['-n', '-t', 'tmpfs', '-o', 'noexec,mode=755', 'data', data])
    await linkService(await makeService('tinydns', { directory: `${data}/tinydns` }))
    await startWith(stage)
    await until('it to fail', () => serviceErrors().includes('unable to start tinydns/run: access denied'))
    return `${data} is mounted noexec`
  },
)

export const crlf = sick('crlf', 'run was saved with CR LF at the end of its lines', async stage => {
  const tinydns = await linked('tinydns')
  await writeFile(`${tinydns}/run`, '#!/bin/sh\r\nexec sleep 1000000\r\n')
  await startWith(stage)
  await until('it to fail', () => serviceErrors().includes('unable to start tinydns/run'))
  return 'the first line of run names an interpreter that is not there'
})

export const readOnly = sick(
  'read-only',
  'a new service lies on a read-only file system: it cannot get a supervise',
  async stage => {
    const image = '/usr/local/image'
    await ensureDir(image)
    await execa('mount', ['-n', '-t', 'tmpfs', '-o', 'mode=755', 'image', image])
    const tinydns = await makeService('tinydns', { directory: `${image}/tinydns` })
    await execa('mount', ['-n', '-o', 'remount,ro', image])
    await linkService(tinydns)
    await startWith(stage)
    await until('it to fail', () => serviceErrors().includes('unable to acquire tinydns/supervise/lock'))
    return `${image} is mounted read-only`
  },
)

export const rcLocal = sick(
  'rc-local',
  'rc.local has started a bare svscan: there is no svscanboot, and nobody would start it again',
  async stage => {
    const program = '/usr/local/sbin/rc.local'
    // Process 1 starts it again when it has ended, which an init does not do with rc.local.
    await writeProgram(
      program,
      `#!/bin/sh\n[ ! -e $0.ran ] || exec sleep 1000000\n: >$0.ran\nsvscan ${svscanDirectory} &\n`,
    )
    await stage.startSvscan({ program })
    await until('svscan to be a child of PID 1', () => processesNamed('svscan')[0]?.parent === 1)
    await untilUp(...withLog('/usr/local/nginx'))
    return 'svscan is a child of process 1, and nobody reads its errors'
  },
)

export const superviseKilled = sick(
  'supervise-killed',
  'a supervise was killed (kill -9): what it ran goes on, beside what the next supervise has started',
  async stage => {
    const tinydns = await linked('tinydns')
    const [old = 0] = await startWith(stage, tinydns)
    await untilExecuted()
    process.kill(superviseIn(tinydns)?.pid ?? 0, 'SIGKILL')
    await until('the next one', async () => {
      const [now] = await svstat([tinydns])
      return (
        now?.up === true &&
        now.pid !== old &&
        processTable().some(({ pid, parent }) => pid === old && parent === 1)
      )
    })
    return `the old tinydns, pid ${old}, runs beside the new one`
  },
)

/** tinydns as update-service makes it, up; returns its directory. */
async function debian(stage: Stage): Promise<string> {
  const state = '/var/lib/supervise'
  const tinydns = await makeService('tinydns')
  await ensureDir(state)
  await symlink(`${state}/tinydns`, `${tinydns}/supervise`)
  await symlink(`${state}/tinydns.log`, `${tinydns}/log/supervise`)
  await linkService(tinydns)
  await startWith(stage, tinydns)
  await untilExecuted()
  return tinydns
}
