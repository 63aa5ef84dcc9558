import { beforeEach, expect, it } from 'vitest'
import type { TestDrill } from '../support/drill.js'
import { lacksEncore, openEncore } from '../support/encore.js'
import { skipWithout } from '../support/lacks.js'
import { expectHealthy, lives, pidOf, untilUp } from '../support/staging.js'

beforeEach(context => skipWithout(context, lacksEncore))

const a = ['/etc/service/a', '/etc/service/a/log']

async function open(): Promise<TestDrill> {
  const drill = await openEncore('service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a')
  await untilUp(drill, ...a)
  expect(await drill.sh('readlink /proc/$(pgrep -x svscan)/exe; svstat /etc/service/a')).toMatch(
    /^\/usr\/local\/bin\/svscan\n.*, running\n$/,
  )
  return drill
}

it('three resets in a row: happy before and after, all up again, once', async () => {
  const drill = await open()
  expect((await drill.svreset('check')).exitCode).toBe(0)
  for (let round = 0; round < 3; round++) expect((await drill.svreset('--yes')).exitCode).toBe(0)
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
