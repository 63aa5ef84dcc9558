import { expect } from 'vitest'
import type { Result, TestDrill } from './drill.js'

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

/** Shell text: ends svscan and all around it, and waits until they have gone. For drills where nobody starts them again. */
export const endSvscan = `
for name in svscan readproctitle svscanboot; do pkill -x $name || :; done
while pgrep '^(svscan|readproctitle|svscanboot)$' >/dev/null; do sleep 0.02; done`

/** Shell text: `endSvscan`, then the supervise processes of these directories: they outlive svscan and svc -dx by a while. */
export const endDaemontools = (...directories: string[]): string => `${endSvscan}
svc -dx ${directories.join(' ')}
while pgrep -x supervise >/dev/null; do sleep 0.02; done`

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
  // What tells the log of the machine is no child of svreset's once that has ended: init takes it in.
  await drill.sh('while ps -A -o comm=,stat= | grep -qE "^(logger|timeout) "; do sleep 0.02; done')
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

/**
 * All that a refusal must leave alone: links, state directory, and every process of daemontools and of services. Of
 * readproctitle's title only whether messages stand in it: svscan adds one at each try, every 5 seconds.
 */
export async function fingerprint(drill: TestDrill): Promise<string> {
  return drill.sh(`
    ls -la --time-style=full-iso /etc/service /usr/local
    ls -laR /var/lib/svreset 2>&1 || :
    ps -A -o pid=,ppid=,lstart=,args= | grep -E ' (/bin/sh /usr/bin/svscanboot|svscan|supervise|multilog|readproctitle|sleep) ' |
      sed -E 's/(readproctitle service errors: )\\.*$/\\1nothing/; s/(readproctitle service errors: ).*[^.].*/\\1messages/' || :`)
}

/** Asserts that svreset refused for safety in the promised form: what, why, what next; no stack. */
export function expectRefusal({ stdout, stderr, exitCode }: Result, ...words: string[]): void {
  expect(stderr).toMatch(/^svreset: error: unable to .+\n {2}reason: .+\n {2}next: .+\n$/s)
  expect(stderr).not.toMatch(/^ +at /m)
  for (const word of words) expect(stderr).toContain(word)
  expect(stdout).toBe('')
  expect(exitCode).toBe(3)
}
