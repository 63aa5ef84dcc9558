import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { startInBackground } from '../stage/background.js'
import { processesNamed } from '../stage/process-table.js'
import { svscanDirectory, writeProgram } from '../stage/service.js'
import { inSvscanDirectory, serviceErrors, untilUp } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { linked, sick, startWith } from './sick.js'

export const svscanKilled = sick(
  'svscan-not-running',
  'only svscan was killed: nothing restarts it, and every supervise is an orphan',
  async stage => {
    await startWith(stage, await linked('tinydns'))
    await untilAllUp()
    killAll('svscan', 'SIGKILL')
    await until('svscan to be gone', () => processesNamed('svscan').length === 0)
    return 'svscan was killed; nginx and tinydns keep running without it'
  },
)

export const svscanDuplicate = sick(
  'svscan-duplicate',
  'only svscanboot was killed: init starts another one, and two svscans compete for the services',
  async stage => {
    await startWith(stage, await linked('tinydns'))
    await untilAllUp()
    const [svscan] = processesNamed('svscan')
    process.kill(svscan?.parent ?? 0, 'SIGKILL')
    await until('a second svscan', () => processesNamed('svscan').length > 1)
    await until('the one to fail at the locks of the other', () =>
      processesNamed('supervise').some(
        ({ state, parent }) => state === 'Z' && processesNamed('svscan').some(({ pid }) => pid === parent),
      ),
    )
    return 'two svscans run in /etc/service'
  },
)

export const impostor = sick(
  'impostor',
  'a program called svscan runs in /etc/service, and every user can change it',
  async stage => {
    await startWith(stage)
    const directory = '/usr/local/lib/impostor'
    await mkdir(directory, { recursive: true })
    await copyFile('/bin/sleep', `${directory}/svscan`)
    await chmod(`${directory}/svscan`, 0o777)
    startInBackground([`${directory}/svscan`, '1000000'], { cwd: svscanDirectory })
    await until('a second program of that name', () => processesNamed('svscan').length > 1)
    return 'beside svscan runs a sleep that is called svscan'
  },
)

export const svscanbootMissing = sick(
  'svscanboot-missing',
  'svscanboot was killed, and nothing starts it again: svscan runs alone',
  async stage => {
    await startWith(stage)
    // First on init's PATH: what init starts from now on is not svscanboot.
    await writeProgram('/usr/local/sbin/svscanboot', '#!/bin/sh\nexec sleep 1000000\n')
    const [svscan] = processesNamed('svscan')
    process.kill(svscan?.parent ?? 0, 'SIGKILL')
    await until('svscan to be a child of PID 1', () => processesNamed('svscan')[0]?.parent === 1)
    return 'svscan runs below PID 1'
  },
)

export const readproctitleMissing = sick(
  'readproctitle-missing',
  'readproctitle was killed: svscan dies at its next warning',
  async stage => {
    await startWith(stage)
    killAll('readproctitle', 'SIGKILL')
    await until('readproctitle to be gone', () =>
      processesNamed('readproctitle').every(({ state }) => state === 'Z'),
    )
    return 'svscan writes its errors to a pipe that nobody reads'
  },
)

export const readproctitleErrors = sick(
  'readproctitle-errors',
  'the title of readproctitle still shows an error that was cured',
  async stage => {
    await symlink('/usr/local/gone', inSvscanDirectory('gone'))
    await startWith(stage)
    await until('the error', () => serviceErrors().includes('unable to stat gone'))
    await rm(inSvscanDirectory('gone'))
    return 'a dangling link was removed; its error is still shown'
  },
)

export const serviceErrorsShown = sick(
  'service-errors',
  'a service without a log prints to the title of readproctitle',
  async stage => {
    await linked('chatty', {
      log: false,
      run: '#!/bin/sh\necho no such zone: example.org >&2\nexec sleep 1000000\n',
    })
    await startWith(stage)
    await until('what it prints', () => serviceErrors().includes('no such zone'))
    return 'chatty has no log, and prints a line'
  },
)

/** If svscan were killed in the middle of its first scan, some services would not be started. */
async function untilAllUp(): Promise<void> {
  const services = (await readdir(svscanDirectory)).map(inSvscanDirectory)
  await untilUp(...services, ...services.map(service => `${service}/log`).filter(existsSync))
}

function killAll(command: string, signal: NodeJS.Signals): void {
  for (const { pid } of processesNamed(command)) process.kill(pid, signal)
}
