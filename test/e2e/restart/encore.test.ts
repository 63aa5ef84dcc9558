import { existsSync } from 'node:fs'
import { beforeEach, expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { skipWithout } from '../support/lacks.js'
import { expectHealthy, lives, pidOf, staging, untilUp } from '../support/staging.js'

/** No Debian has it: built by hand from its source, these programs are put here. */
const place = `${process.env.SVRESET_TEST_CACHE ?? '/var/cache/svreset-test'}/daemontools-encore`
const lacks = existsSync(`${place}/svscan`)
  ? null
  : `no daemontools-encore in ${place}: it is in no Debian, and must be built from its source (untroubled.org)`
beforeEach(context => skipWithout(context, lacks))

const a = ['/etc/service/a', '/etc/service/a/log']

async function open(): Promise<TestDrill> {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
      mkdir -p /usr/local/bin
      for name in svscan supervise svc svok svstat multilog readproctitle; do cp '${place}'/$name /usr/local/bin/; done`,
  })
  await untilUp(drill, ...a)
  expect(await drill.sh('readlink /proc/$(pgrep -x svscan)/exe; svstat /etc/service/a')).toMatch(
    /^\/usr\/local\/bin\/svscan\n.*, running\n$/,
  )
  return drill
}

it('a reset: happy before and after, all up again, once', async () => {
  const drill = await open()
  expect((await drill.svreset('check')).exitCode).toBe(0)
  for (let round = 0; round < 2; round++) expect((await drill.svreset('--yes')).exitCode).toBe(0)
  await untilUp(drill, ...a)
  await expectHealthy(drill, 2)
  expect((await drill.svreset('check')).exitCode).toBe(0)
})

it('svscan told to stop stops its services; one killed leaves orphans, which a reset ends', async () => {
  const drill = await open()
  const first = await pidOf(drill, '/etc/service/a')
  await drill.sh(
    'pkill -x svscan; while kill -0 "$1" 2>/dev/null; do sleep 0.05; done; until pgrep -x svscan; do sleep 0.05; done',
    String(first),
  )
  await untilUp(drill, ...a)
  const second = await pidOf(drill, '/etc/service/a')
  await drill.sh('pkill -KILL -x svscan; while pgrep -x svscan >/dev/null; do sleep 0.02; done')
  expect(await lives(drill, second)).toBe(true)
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  expect(await lives(drill, second)).toBe(false)
  await untilUp(drill, ...a)
  await expectHealthy(drill, 2)
})

it('a svscan that is stopped, and to be ended, ends: TERM is caught, and looks once more at the directory', async () => {
  const drill = await open()
  await drill.sh('kill -STOP $(pgrep -x svscan)')
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  await untilUp(drill, ...a)
  await expectHealthy(drill, 2)
})
