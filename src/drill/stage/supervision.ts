import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { execa } from 'execa'
import { hasErrorCode } from '../../errors.js'
import { startFifo } from '../pid-one.js'
import type { Launcher } from '../scenario.js'
import { processesNamed, processTable } from './process-table.js'
import { svscanDirectory } from './service.js'
import { until } from './until.js'

/** The line of svstat for one directory. */
export interface ServiceStatus {
  readonly up: boolean
  /** 0 if it is not up. */
  readonly pid: number
  readonly text: string
}

/** Tells PID 1 what to start, svscanboot by default, and waits for svscan. */
export async function startSvscan(
  { program, asProcessOne }: Launcher = { program: 'svscanboot' },
): Promise<void> {
  const order = `${asProcessOne ? 'become' : 'start'} ${program}\n`
  await until('PID 1 to take the start signal', () => writeToStartFifo(order))
  await until('svscan to start', () => processesNamed('svscan').length > 0)
}

/** svstat on these directories, in their order. */
export async function svstat(directories: readonly string[]): Promise<ServiceStatus[]> {
  if (directories.length === 0) return []
  const { stdout } = await execa('svstat', directories, { timeout: 10_000 })
  return stdout.split('\n').map(text => {
    const pid = Number(/: up \(pid (\d+)\)/.exec(text)?.[1] ?? 0)
    return { up: pid > 0, pid, text }
  })
}

/** Waits until each of these directories (services, logs) is up, and returns their pids in the same order. */
export async function untilUp(...directories: string[]): Promise<number[]> {
  return await until(`${directories.length} services to be up, ${directories[0]} first`, async () => {
    const status = await svstat(directories)
    return status.every(({ up }) => up) && status.map(({ pid }) => pid)
  })
}

/**
 * Waits until each `run` has become the program that it executes. Before that, a service that is up for supervise may not
 * have started its program yet, and it cannot start it once its directory is gone.
 */
export async function untilExecuted(): Promise<void> {
  await until('each run to have become its program', () => {
    const table = processTable()
    const supervises = new Set(table.flatMap(({ pid, command }) => (command === 'supervise' ? [pid] : [])))
    return table.every(({ command, parent }) => !supervises.has(parent) || !/^(supervise|run)$/.test(command))
  })
}

/** Waits until this directory's supervise says that it is down. */
export async function untilDown(directory: string): Promise<void> {
  await until(`${directory} to be down`, async () =>
    /: down /.test((await svstat([directory]))[0]?.text ?? ''),
  )
}

/** Waits until no supervise runs in this directory. */
export async function untilGone(directory: string): Promise<void> {
  await until(`no supervise to run in ${directory}`, async () =>
    /: supervise not running/.test((await svstat([directory]))[0]?.text ?? ''),
  )
}

/** Runs svc with these arguments, such as `-u` and directories. */
export async function svc(...argv: string[]): Promise<void> {
  await execa('svc', argv, { timeout: 10_000 })
}

/** The text after `readproctitle service errors: `. */
export function serviceErrors(): string {
  return processesNamed('readproctitle')[0]?.args.at(-1) ?? ''
}

/** The directory and its log, as arguments of svstat and svc. */
export function withLog(directory: string): [string, string] {
  return [directory, `${directory}/log`]
}

/** The path of a name in the svscan directory. */
export function inSvscanDirectory(name: string): string {
  return `${svscanDirectory}/${name}`
}

/** Without a reader the open fails at once and does not hang. */
function writeToStartFifo(order: string): boolean {
  try {
    const fifo = openSync(startFifo, constants.O_WRONLY | constants.O_NONBLOCK)
    writeSync(fifo, order)
    closeSync(fifo)
    return true
  } catch (error) {
    if (hasErrorCode(error, 'ENXIO')) return false
    throw error
  }
}
