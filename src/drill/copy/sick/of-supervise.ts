import { mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'
import { encodeBytes } from '../../../text/bytes.js'
import { startInBackground } from '../../stage/background.js'
import { processTable } from '../../stage/process-table.js'
import { serviceErrors } from '../../stage/supervision.js'
import { until } from '../../stage/until.js'
import { layLink, layService } from '../lay-out.js'
import { plainStandIn, standInScript } from '../stand-in.js'
import { stopSvscan } from './of-svscan.js'
import { superviseOf, supervisesIn, type Target, within } from './sickness.js'

/** svscan starts a second one in the new directory at its next scan. */
export async function replaceDirectory({ directory }: Target): Promise<void> {
  await untilExecuted(directory.path)
  rmSync(encodeBytes(directory.path), { recursive: true })
  layService(directory, standInScript(plainStandIn))
  await until('a second supervise', () => supervisesIn(directory.path).length > 0)
  await untilExecuted(directory.path)
}

export async function superviseTwice({ directory: { path } }: Target): Promise<void> {
  unlinkSync(encodeBytes(`${path}/supervise/lock`))
  await startByHand(path)
  await until('two supervises', () => supervisesIn(path).length === 2)
}

/** svscan finds the link when the lock is taken. */
export async function superviseByHand({ look, name, directory: { path } }: Target): Promise<void> {
  await startByHand(path)
  await untilExecuted(path)
  layLink(look, name)
  await until('svscan to fail at the lock', () => serviceErrors().includes('/supervise/lock'))
}

async function startByHand(path: string): Promise<void> {
  await within(path, async cwd => {
    startInBackground(['supervise', '.'], { cwd })
    await delay(50)
  })
}

/** A backup is unpacked over supervise/. */
export async function replaceFiles({ directory }: Target): Promise<void> {
  await untilExecuted(directory.path)
  for (const { path } of [directory, ...(directory.log === null ? [] : [directory.log])]) {
    await within(path, cwd => execa('cp', ['-a', 'supervise', 'supervise.new'], { cwd, timeout: 10_000 }))
    rmSync(encodeBytes(`${path}/supervise`), { recursive: true })
    renameSync(encodeBytes(`${path}/supervise.new`), encodeBytes(`${path}/supervise`))
  }
}

/** Another process holds the lock of supervise. */
export async function lockOut({ directory: { path } }: Target): Promise<void> {
  mkdirSync(encodeBytes(`${path}/supervise`), { mode: 0o700, recursive: true })
  await holdLock(`${path}/supervise`)
}

export async function holdLock(directory: string): Promise<void> {
  await within(directory, async cwd => {
    startInBackground(['setlock', 'lock', 'sleep', '1000000'], { cwd })
    await until('the lock to be held', () =>
      processTable().some(({ command, args }) => command === 'sleep' && args.length === 2),
    )
  })
}

export async function linkUnseen({ look, name }: Target): Promise<void> {
  stopSvscan()
  layLink(look, name)
  // A running svscan would have started it by now.
  await delay(6500)
}

export async function stopSupervise(target: Target): Promise<void> {
  process.kill((await superviseOf(target)).pid, 'SIGSTOP')
}

export async function leaveZombie(target: Target): Promise<void> {
  const { pid } = await superviseOf(target)
  await untilExecuted(target.directory.path)
  const child = processTable().find(({ parent }) => parent === pid)
  process.kill(pid, 'SIGSTOP')
  process.kill(child?.pid ?? 0, 'SIGKILL')
  await until('the zombie', () => processTable().some(({ parent, state }) => parent === pid && state === 'Z'))
}

/** supervise writes the status once more, one second after the start. */
export async function falsifyStatus({ directory: { path } }: Target): Promise<void> {
  await delay(1600)
  const status = Buffer.alloc(18)
  status.writeBigUInt64BE((1n << 62n) + 10n + BigInt(Math.floor(Date.now() / 1000)))
  status.writeUInt32LE(99_999, 12)
  status[17] = 0x75
  writeFileSync(encodeBytes(`${path}/supervise/status`), status)
}

/** Before its `run` has become a program, a service cannot go on without its directory. */
export async function untilExecuted(path: string): Promise<void> {
  await until('the stand-in to run', () => {
    const [supervise] = supervisesIn(path)
    const child = processTable().find(({ parent }) => parent === supervise?.pid)
    return child !== undefined && child.command !== 'supervise'
  })
  await delay(100)
}
