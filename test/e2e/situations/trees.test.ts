import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { expectRefusal, lives, pidOf, staging, untilUp } from '../support/staging.js'

const inner = '/usr/local/home/service'

/** A service of root's svscan is the svscan of a user. */
async function open(): Promise<TestDrill> {
  const drill = await openDrill('happy', {
    prepare: `${staging}
      mkdir -p ${inner}; service /usr/local/home/web; log /usr/local/home/web
      ln -s ../web ${inner}/web; chown -Rh nobody /usr/local/home
      service /usr/local/tree 'exec setuidgid nobody svscan ${inner}'; log /usr/local/tree
      ln -s /usr/local/tree /etc/service/tree`,
  })
  await untilUp(drill, '/etc/service/tree', `${inner}/web`, `${inner}/web/log`)
  return drill
}

it('a svscan as a service: a reset is refused, and is right once the inner tree is down, as the refusal says', async () => {
  const drill = await open()
  const web = await pidOf(drill, `${inner}/web`)
  const outer = ['--service-dir', '/etc/service']
  const { stderr, ...rest } = await drill.svreset('--yes', ...outer)
  expectRefusal({ stderr, ...rest }, 'tree', inner)
  expect(await lives(drill, web)).toBe(true)
  expect((await drill.svreset('--dry-run', ...outer)).exitCode).toBe(3)
  const [, byHand = ''] = /next: take it down first: (.*); then the same again/.exec(stderr) ?? []
  await drill.sh(`${byHand}; while pgrep -u nobody -x supervise; do sleep 0.05; done`)
  const reset = await drill.svreset('--yes', ...outer)
  expect([reset.exitCode, reset.stderr], reset.stdout).toEqual([0, ''])
  await untilUp(drill, '/etc/service/tree', `${inner}/web`, `${inner}/web/log`)
  for (const directory of ['/etc/service', inner])
    expect(await drill.svreset('check', '--service-dir', directory)).toMatchObject({ exitCode: 0 })
})

it('the inner tree is reset on its own, and the outer one goes on', async () => {
  const drill = await open()
  const [tree, web] = [await pidOf(drill, '/etc/service/tree'), await pidOf(drill, `${inner}/web`)]
  const bystander = await pidOf(drill, '/etc/service/nginx')
  const reset = await drill.svreset('--yes', '--service-dir', inner)
  expect([reset.exitCode, reset.stderr], reset.stdout).toEqual([0, ''])
  await untilUp(drill, '/etc/service/tree', `${inner}/web`, `${inner}/web/log`)
  expect(await lives(drill, tree)).toBe(false)
  expect(await lives(drill, web)).toBe(false)
  expect(await pidOf(drill, '/etc/service/nginx')).toBe(bystander)
})

it('repair of another service leaves the inner tree alone', async () => {
  const drill = await open()
  const [tree, web] = [await pidOf(drill, '/etc/service/tree'), await pidOf(drill, `${inner}/web`)]
  await drill.sh('kill -STOP $(pgrep -xf "supervise nginx")')
  const repair = await drill.svreset('repair', '--yes', '--service-dir', '/etc/service')
  expect(repair.exitCode, repair.stdout + repair.stderr).toBe(0)
  expect([await pidOf(drill, '/etc/service/tree'), await pidOf(drill, `${inner}/web`)]).toEqual([tree, web])
})
