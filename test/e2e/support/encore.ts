import { existsSync } from 'node:fs'
import { openDrill, type TestDrill } from './drill.js'
import { staging } from './staging.js'

/** No Debian has it: built by hand from its source, these programs are put here. */
const place = `${process.env.SVRESET_TEST_CACHE ?? '/var/cache/svreset-test'}/daemontools-encore`

/** Why these tests are skipped; null: nothing is missing. */
export const lacksEncore = existsSync(`${place}/svscan`)
  ? null
  : `no daemontools-encore in ${place}: it is in no Debian, and must be built from its source (untroubled.org)`

/** Shell text: its programs come before Debian's, for svscanboot as for those who log in. */
export const withEncore = `
mkdir -p /usr/local/bin
for name in svscan supervise svc svok svstat multilog readproctitle; do cp '${place}'/$name /usr/local/bin/; done`

/**
 * `program FILE SCRIPT` makes a script, and `counts NAME` a service that writes a line again and again to a log that is
 * an executable file.
 */
const programs = `
program() { printf '#!/bin/sh\\n%s\\n' "$2" >"$1"; chmod 755 "$1"; }
counts() {
  service /usr/local/$1 'while :; do date; sleep 0.05; done'
  program /usr/local/$1/log "exec multilog t /usr/local/$1/main"
  ln -s /usr/local/$1 /etc/service/$1
}`

export async function openEncore(prepare: string): Promise<TestDrill> {
  return openDrill('empty', { prepare: [staging, programs, prepare, withEncore].join('\n') })
}

/** Waits until svstat of daemontools-encore says this of a service (or of its log, where `log` is asked for). */
export async function untilSays(
  drill: TestDrill,
  service: string,
  words: string,
  of: 'service' | 'log' = 'service',
): Promise<void> {
  await drill.sh(
    'until svstat "$1" "/etc/service/$2" | grep -q "$3"; do sleep 0.05; done',
    of === 'log' ? '-L' : '-l',
    service,
    words,
  )
}
