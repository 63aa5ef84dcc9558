import { expect } from 'vitest'
import type { TestMachine } from './machine.js'
import { staging } from './staging.js'

export const daemontoolsRun = 'daemontools-run.service'

/** A unit that starts when the machine boots. */
export function unit(name: string, lines: string): Record<string, string> {
  const text = `[Unit]\n[Service]\n${lines}\n[Install]\nWantedBy=multi-user.target\n`
  return { [`/etc/systemd/system/${name}`]: text }
}

/** Two services, one with a log, that some svscan is to start. */
export const services = `${staging}
  service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
  service /usr/local/b; ln -s /usr/local/b /etc/service/b`

export const untilUp = `for d in /etc/service/a /etc/service/a/log /etc/service/b; do
  until svstat $d | grep -q ': up (pid'; do sleep 0.05; done
done`

export const mainPid = async (machine: TestMachine, name: string) =>
  Number(await machine.sh('systemctl show --value -p MainPID "$1"', name))

export async function restartOf(machine: TestMachine): Promise<unknown> {
  return JSON.parse((await machine.svreset('check', '--json')).stdout).svscan.restart
}

/** All is as it was, once: what ps says, not svreset. */
export async function expectOneOfEach(machine: TestMachine, supervises: number): Promise<void> {
  const names = (await machine.sh('ps -A -o comm=,stat=')).split('\n')
  const living = (name: string) =>
    names.filter(line => line.startsWith(`${name} `) && !line.includes(' Z')).length
  expect({ svscan: living('svscan'), supervise: living('supervise') }).toEqual({
    svscan: 1,
    supervise: supervises,
  })
}

export async function reset(machine: TestMachine, ...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await machine.svreset('--yes', ...words)
  expect([exitCode, stderr, stdout]).toEqual([0, '', expect.stringContaining('all links are in place')])
  return stdout
}
