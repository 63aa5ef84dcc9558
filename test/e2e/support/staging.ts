import { expect } from 'vitest'
import type { TestDrill } from './drill.js'

/**
 * Shell functions for `prepare`: `service DIRECTORY [SCRIPT]` makes a service directory whose run ends in SCRIPT,
 * `log DIRECTORY` gives it a multilog. Nothing is linked.
 */
export const staging = `
service() {
  mkdir -p -- "$1"
  printf '#!/bin/sh\\nexec 2>&1\\n%s\\n' "\${2-exec sleep 1000000}" >"$1/run"
  chmod 755 -- "$1/run"
}
log() {
  mkdir -p -- "$1/log"
  printf '#!/bin/sh\\nexec multilog t ./main\\n' >"$1/log/run"
  chmod 755 -- "$1/log/run"
}
`

/** Waits until svstat says that each of these is up. */
export async function untilUp(drill: TestDrill, ...directories: string[]): Promise<void> {
  await drill.sh(
    'for d in "$@"; do until svstat "$d" | grep -q ": up (pid"; do sleep 0.05; done; done',
    ...directories,
  )
}

/** The pid that svstat gives for what is up here. */
export async function pidOf(drill: TestDrill, directory: string): Promise<number> {
  const text = await drill.sh('svstat "$1"', directory)
  const pid = /: up \(pid (\d+)\)/.exec(text)?.[1]
  if (pid === undefined) throw new Error(`not up: ${text}`)
  return Number(pid)
}

/** Whether this process lives, and is no zombie. */
export async function lives(drill: TestDrill, pid: number): Promise<boolean> {
  const { stdout } = await drill.run(['ps', '-o', 'stat=', '-p', String(pid)])
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}

/** What `ps` and `svstat` say after a reset, not svreset: nothing doubled, nothing defunct, no error shown, all up. */
export async function expectHealthy(drill: TestDrill, supervises: number): Promise<void> {
  const table = (await drill.sh('ps -A -o comm=,stat=')).split('\n').map(line => line.trim().split(/\s+/))
  const living = (name: string) =>
    table.filter(([comm, stat]) => comm === name && !stat?.startsWith('Z')).length
  expect({
    svscan: living('svscan'),
    supervise: living('supervise'),
    defunct: table.filter(([, stat]) => stat?.startsWith('Z')),
  }).toEqual({ svscan: 1, supervise: supervises, defunct: [] })
}

/** What stands behind `readproctitle service errors: `, dots and all. */
export async function serviceErrors(drill: TestDrill): Promise<string> {
  return (await drill.sh(`ps -A -ww -o args= | sed -n 's/^readproctitle service errors: //p'`)).trim()
}
