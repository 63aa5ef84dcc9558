import { chmodSync, closeSync, constants, copyFileSync, mkdirSync, openSync, writeSync } from 'node:fs'
import type { LookJson } from '../../../contract/schemas/look.js'
import { startInBackground } from '../../stage/background.js'
import { until } from '../../stage/until.js'
import { write } from '../lay-out.js'
import { namedAlive, within } from './sickness.js'

/** Sicknesses that concern svscan as a whole. */
export async function killSvscan(): Promise<void> {
  killAll('svscan')
  await until('svscan to be gone', () => namedAlive('svscan').length === 0)
}

export async function loseSvscanboot(): Promise<void> {
  write('/usr/local/sbin/svscanboot', '#!/bin/sh\nexec sleep 1000000\n', 0o755)
  const [svscan] = namedAlive('svscan')
  process.kill(svscan?.parent ?? 0, 'SIGKILL')
  await until('svscan to be a child of process 1', () => namedAlive('svscan')[0]?.parent === 1)
}

export async function killReadproctitle(): Promise<void> {
  killAll('readproctitle')
  await until('readproctitle to be gone', () => namedAlive('readproctitle').length === 0)
}

/** An error of the past, which svscan has written there. */
export async function complain(): Promise<void> {
  const [svscan] = namedAlive('svscan')
  const pipe = openSync(`/proc/${svscan?.pid}/fd/2`, constants.O_WRONLY)
  writeSync(pipe, 'svscan: warning: unable to stat gone: file does not exist\n')
  closeSync(pipe)
  await until('the error', () => namedAlive('readproctitle')[0]?.args.at(-1)?.includes('unable to stat gone'))
}

export function stopSvscan(): void {
  for (const { pid } of namedAlive('svscan')) process.kill(pid, 'SIGSTOP')
}

export async function addImpostor({ serviceDirectory }: LookJson): Promise<void> {
  const directory = '/usr/local/lib/svreset-impostor'
  mkdirSync(directory, { recursive: true })
  copyFileSync('/bin/sleep', `${directory}/svscan`)
  chmodSync(`${directory}/svscan`, 0o777)
  await within(serviceDirectory.path, async cwd => {
    startInBackground([`${directory}/svscan`, '1000000'], { cwd })
    await until('the impostor', () => namedAlive('svscan').length > 1)
  })
}

function killAll(command: string): void {
  for (const { pid } of namedAlive(command)) process.kill(pid, 'SIGKILL')
}
