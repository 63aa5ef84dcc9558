import { readFile, writeFile } from 'node:fs/promises'
import { execa } from 'execa'
import { makeCgroup } from '../stage/cgroup.js'
import { processTable } from '../stage/process-table.js'
import { serviceErrors, untilUp } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { linked, sick } from './sick.js'

/** With this limit svscan has descriptors for ten services with logs: nginx and nine more. */
const openFiles = 24

export const tooMany = sick(
  'too-many-services',
  'more services with logs than svscan has descriptors for',
  async stage => {
    await limitOpenFiles()
    for (let number = 1; number <= 12; number++) await linked(`dns-${number}`)
    await stage.startSvscan()
    await until('svscan to run out of descriptors', () =>
      serviceErrors().includes('unable to create pipe for'),
    )
    return '13 services with logs, and descriptors for 10'
  },
)

export const exhausted = sick(
  'file-descriptors-exhausted',
  'svscan has no descriptor left for another service',
  async stage => {
    await limitOpenFiles()
    const names = Array.from({ length: 9 }, (_, index) => `dns-${index + 1}`)
    const directories: string[] = []
    for (const name of names) directories.push(await linked(name))
    await stage.startSvscan()
    await untilUp('/usr/local/nginx', ...directories)
    return 'ten services with logs, and descriptors for ten'
  },
)

/** The limit of PID 1, which its children inherit. */
async function limitOpenFiles(): Promise<void> {
  await execa('prlimit', ['--pid', '1', `--nofile=${openFiles}:`], { timeout: 10_000 })
}

export const outOfProcesses = sick(
  'supervise-out-of-processes',
  'the cgroup of svscan has room for a supervise, but not for its service: supervise sleeps for a minute',
  async stage => {
    const nginx = '/usr/local/nginx'
    await stage.startSvscan()
    await untilUp(nginx, `${nginx}/log`)
    const cgroup = await makeCgroup()
    for (const { pid, command } of processTable()) {
      if (['svscan', 'supervise'].includes(command)) await writeFile(`${cgroup}/cgroup.procs`, String(pid))
    }
    const most = Number(await readFile(`${cgroup}/pids.current`, 'utf8')) + 1
    await writeFile(`${cgroup}/pids.max`, String(most))
    await linked('tinydns', { log: false })
    await until('its supervise to be out of processes', () => serviceErrors().includes('unable to fork for'))
    return `${cgroup} has ${most} processes, and may not have more`
  },
)
