import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { eventsOf, linksOf } from '../support/links.js'
import { lives, pidOf, staging, untilUp } from '../support/staging.js'

it('a service with a terminal is told to stop, and never killed; the links come back with restore', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/getty
      service /usr/local/a; ln -s /usr/local/a /etc/service/a`,
  })
  // A terminal of its own, taken as the controlling one: as getty does.
  const holder = drill.spawn(['script', '-qc', 'tty >/usr/local/tty; exec sleep 1000000', '/dev/null'], {
    stdio: 'ignore',
  })
  await drill.sh(`
    until [ -s /usr/local/tty ]; do sleep 0.02; done
    printf '#!/bin/sh\\nexec setsid --ctty sh -c "trap \\\\"\\\\" TERM HUP; while :; do sleep 1000; done" <>"%s" >/dev/null 2>&1\\n' "$(cat /usr/local/tty)" >/usr/local/getty/run
    ln -s /usr/local/getty /etc/service/getty`)
  await untilUp(drill, '/etc/service/getty', '/etc/service/a')
  const pid = await pidOf(drill, '/etc/service/getty')
  await drill.sh('until [ "$(ps -o tty= -p "$1")" != "?" ]; do sleep 0.02; done', String(pid))
  const before = await linksOf(drill)

  const { stdout, exitCode } = await drill.svreset('--yes', '--json', '--stop-timeout', '1s')
  const end = eventsOf(stdout).at(-1) as unknown as { run: string; next: string }
  expect(end).toMatchObject({ event: 'run-finished', status: 'failed', links: 'removed' })
  expect(end.next).toContain(`svreset restore ${end.run}`)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('not yet: getty')
  expect(await lives(drill, pid)).toBe(true)

  // Until somebody has put the links back, nothing new is begun.
  expect((await drill.svreset('--yes')).exitCode).toBe(3)
  expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  await untilUp(drill, '/etc/service/a')
  holder.kill('SIGKILL')
})
