import { renameSync, utimesSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import { encodeBytes } from '../../../text/bytes.js'
import { processTable } from '../../stage/process-table.js'
import { serviceErrors } from '../../stage/supervision.js'
import { until } from '../../stage/until.js'
import { layLog } from '../lay-out.js'
import { give } from '../settle.js'
import { holdLock, untilExecuted } from './of-supervise.js'
import { superviseOf, type Target, within } from './sickness.js'

/** An order is as old as the status file: nobody waits minutes for a copy. */
export async function ageOrder({ directory: { path } }: Target): Promise<void> {
  await delay(1600)
  const longAgo = Date.now() / 1000 - 600
  utimesSync(encodeBytes(`${path}/supervise/status`), longAgo, longAgo)
}

/** Its stand-in ignores TERM. */
export async function orderInVain(target: Target): Promise<void> {
  await untilExecuted(target.directory.path)
  give(target.directory, 'd')
  await ageOrder(target)
}

/** Its process is killed, and what that has started goes on. */
export async function leaveChildren(target: Target): Promise<void> {
  const { pid } = await superviseOf(target)
  const child = await until('the child', () => {
    const table = processTable()
    const own = table.find(({ parent }) => parent === pid)
    return table.some(({ parent }) => parent === own?.pid) && own
  })
  process.kill(child.pid, 'SIGKILL')
  await until('the next one', () =>
    processTable().some(({ parent, pid: other }) => parent === pid && other !== child.pid),
  )
}

export function addLog({ directory }: Target): void {
  layLog({
    ...directory,
    path: `${directory.path}/log`,
    run: 'executable',
    normally: 'up',
    state: 'up',
    want: 'up',
  })
}

export async function loseLog({ directory: { path } }: Target): Promise<void> {
  await untilExecuted(`${path}/log`)
  renameSync(encodeBytes(`${path}/log`), encodeBytes(`${path}/log.off`))
  give({ path: `${path}/log.off` }, 'dx')
  await until('svscan to fail', () => serviceErrors().includes('unable to chdir to log'))
}

/** svscan does not see it when it starts. */
export function hideLog({ directory: { path } }: Target): void {
  renameSync(encodeBytes(`${path}/log`), encodeBytes(`${path}/log.later`))
}

export async function showLog(target: Target): Promise<void> {
  const { path } = target.directory
  await untilExecuted(path)
  renameSync(encodeBytes(`${path}/log.later`), encodeBytes(`${path}/log`))
}

export async function lockLog({ directory: { path } }: Target): Promise<void> {
  await holdLock(`${path}/log/main`)
}

/** Its disk is full: 32 KiB, which the stand-in fills. */
export async function fillDisk({ directory: { path } }: Target): Promise<void> {
  const argv = ['-n', '-t', 'tmpfs', '-o', 'size=32k,mode=755', 'small', '.']
  await within(`${path}/log/main`, cwd => execa('mount', argv, { cwd, timeout: 10_000 }))
}
