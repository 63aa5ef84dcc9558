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
  const [, byHand = ''] = /next: take it down first: (.*); then run the command again/.exec(stderr) ?? []
  await drill.sh(`${byHand}; while pgrep -u nobody -x supervise; do sleep 0.05; done`)
  const reset = await drill.svreset('--yes', ...outer)
  expect([reset.exitCode, reset.stderr], reset.stdout).toEqual([0, ''])
  // It was told to be down, and stays so until somebody starts it: with the command that the refusal has printed.
  const [, start = ''] = /then run the command again, and start it with (svc -u \S+): /.exec(stderr) ?? []
  await drill.sh(start)
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

it("check as root takes root's svscan; check --all has a line for each, and exits as for the worst", async () => {
  const drill = await open()
  const check = (...words: string[]) => drill.svreset('check', ...words)
  expect(await check('--json').then(({ stdout }) => JSON.parse(stdout).serviceDirectory)).toBe('/etc/service')
  const [first, second, ...more] = (await check('--all')).stdout.trim().split('\n')
  expect(first).toMatch(/^HAPPY: \/etc\/service on \S+: 5 services, 4 up, nothing wrong$/)
  expect(second).toMatch(new RegExp(`^HAPPY: ${inner} on \\S+: 1 service, 1 up, nothing wrong$`))
  expect(more).toEqual([])

  await drill.sh(`kill -STOP $(pgrep -xf 'supervise web')`)
  const sick = await check('--all', '--json')
  expect(sick.exitCode).toBe(2)
  const objects = sick.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(objects).toMatchObject([
    { schema: 'svreset/check/1', serviceDirectory: '/etc/service', verdict: 'happy' },
    { schema: 'svreset/check/1', serviceDirectory: inner, verdict: 'sick' },
  ])
  expect((await check('--all', 'nginx')).exitCode).toBe(3)
  // An acting command is told which one.
  expectRefusal(await drill.svreset('--yes'), '/etc/service', inner)
})
