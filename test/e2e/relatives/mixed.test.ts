import { expect, it } from 'vitest'
import { causes, checkJson, consequences } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { skipWithout } from '../support/lacks.js'
import { lacks, programsOf } from '../support/relatives.js'
import {
  endDaemontools,
  expectRefusal,
  fingerprint,
  lives,
  pidOf,
  staging,
  untilUp,
} from '../support/staging.js'
import { asUser, home, makeHome, uid } from '../support/users.js'

const second = '/usr/local/second'

/** Shell text: services a, b and web, each with a log; nothing is linked. */
const services = `${staging}
for name in a b web; do service /usr/local/$name; log /usr/local/$name; done; mkdir ${second}`

/** Shell text: a plain svscan on the second directory, which orders nothing when it starts. */
const startSvscan = `setsid sh -c 'svscan ${second} 2>&1 | readproctitle service errors: ...................................................' </dev/null >/dev/null 2>&1 &`

/** Starts it apart, and waits until it has started the service of that directory. */
async function startSupervisor(drill: TestDrill, program: string, directory: string): Promise<void> {
  await drill.sh(
    `setsid "$1" "$2" </dev/null >/dev/null 2>&1 &
     until pgrep -P "$(pgrep -xf "$1 $2")" >/dev/null; do sleep 0.05; done`,
    program,
    directory,
  )
}

/** Its own pid and those of what it runs, with their start times. */
async function family(drill: TestDrill, pattern: string): Promise<string> {
  return drill.sh(
    `for pid in $(pgrep -f "$1"); do ps -o pid=,lstart=,args= -p $pid; ps -o pid=,lstart=,args= --ppid $pid; done`,
    pattern,
  )
}

it('a single runsv among the services of a plain svscan: a reset passes over it', async context => {
  skipWithout(context, lacks('runit'))
  const drill = await openDrill('empty', { prepare: services })
  await startSupervisor(drill, `${programsOf('runit')}/runsv`, '/usr/local/web')
  await drill.sh(`ln -s /usr/local/a /usr/local/b /usr/local/web ${second}; ${startSvscan}`)
  await untilUp(drill, ...['a', 'b'].flatMap(name => [`/usr/local/${name}`, `/usr/local/${name}/log`]))
  const link = () => drill.sh(`ls -l --time-style=full-iso ${second}/web`)
  const before = [await family(drill, '^[^ ]*/runsv '), await link()]
  const a = await pidOf(drill, '/usr/local/a')

  const { services: seen, findings } = await checkJson(drill, '--service-dir', second)
  expect(seen.map(({ name, state, supervisor }) => [name, state, supervisor])).toEqual([
    ['a', 'up', 'daemontools'],
    ['b', 'up', 'daemontools'],
    ['web', 'up', 'runit'],
  ])
  expect(causes(findings)).toEqual(['supervise-foreign web'])
  expect(['readproctitle-errors', 'zombie']).toEqual(expect.arrayContaining(consequences(findings)))

  const dry = await drill.svreset('--dry-run', '--json', '--service-dir', second)
  expect(dry.exitCode).toBe(0)
  const { plan } = JSON.parse(dry.stdout.split('\n')[0] ?? '')
  const planned = JSON.stringify(
    plan.steps.map(({ commands, signals, links }: Record<string, unknown>) => [commands, signals, links]),
  )
  expect(planned).toContain('/usr/local/b')
  expect(planned).not.toContain('web')

  const repair = await drill.svreset('repair', '--yes', '--service-dir', second)
  expect(repair.stdout).toContain('runsv keeps web')
  const reset = await drill.svreset('--yes', '--service-dir', second)
  expect([reset.exitCode, reset.stderr]).toEqual([0, ''])
  expect([await family(drill, '^[^ ]*/runsv '), await link()]).toEqual(before)
  expect(await lives(drill, a)).toBe(false)
  await untilUp(drill, '/usr/local/a', '/usr/local/b')
})

it('a single runsv below a svscanboot that would stop it when it starts: a reset is refused', async context => {
  skipWithout(context, lacks('runit'))
  const drill = await openDrill('empty', {
    prepare: `${services}; ln -s /usr/local/a /usr/local/b /etc/service/`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/b')
  await startSupervisor(drill, `${programsOf('runit')}/runsv`, '/usr/local/web')
  await drill.sh('ln -s /usr/local/web /etc/service/')
  const before = [await family(drill, '^[^ ]*/runsv '), await fingerprint(drill)]
  for (const act of [['--yes'], ['--dry-run']])
    expectRefusal(await drill.svreset(...act), 'web', 'runsv', 'svc -dx')
  expect([await family(drill, '^[^ ]*/runsv '), await fingerprint(drill)]).toEqual(before)
})

it('s6-supervise beside supervise: the service runs twice, no act touches it, and the way out leads out', async context => {
  skipWithout(context, lacks('s6'))
  const drill = await openDrill('empty', {
    prepare: `${services}; ln -s /usr/local/a /usr/local/web /etc/service/`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/web', '/etc/service/web/log')
  await startSupervisor(drill, 's6-supervise', '/usr/local/web')
  const before = await family(drill, '^(s6-supervise|supervise) ')
  const { findings, exitCode } = await checkJson(drill)
  expect(exitCode).toBe(2)
  expect(causes(findings)).toEqual(['supervise-foreign web'])
  const [twice] = findings.filter(({ id }) => id === 'supervise-foreign')
  expect(twice).toMatchObject({ severity: 'critical' })
  expect(twice?.pids).toContain(Number(await drill.sh('pgrep -x s6-supervise')))

  expect((await drill.svreset('repair', '--yes')).exitCode).toBe(1)
  expectRefusal(await drill.svreset('--yes'), 'web', 'runs twice', 's6-supervise')
  expect(await family(drill, '^(s6-supervise|supervise) ')).toEqual(before)

  // As the finding says.
  const [, kill = '', up = ''] =
    /: (kill [\d ]+) stops .* then (svc -u \S+) makes/.exec(twice?.remedy ?? '') ?? []
  await drill.sh(`${kill}; while pgrep -x s6-supervise >/dev/null; do sleep 0.05; done; ${up}`)
  await untilUp(drill, '/etc/service/web')
  expect((await checkJson(drill)).verdict).toBe('happy')
})

it('a directory that runsvdir has taken over since: what was planned or removed for svscan stays as it is', async context => {
  skipWithout(context, lacks('runit'))
  const drill = await openDrill('empty', {
    prepare: `${services}; ln -s /usr/local/a /usr/local/b ${second}`,
  })
  await drill.sh(startSvscan)
  await untilUp(drill, '/usr/local/a', '/usr/local/b', '/usr/local/a/log', '/usr/local/b/log')
  const at = ['--service-dir', second]
  expect((await drill.svreset('--dry-run', '--out', '/etc/plan.json', ...at)).exitCode).toBe(0)
  expect((await drill.svreset('--yes', ...at)).exitCode).toBe(0)
  const manifest = (await drill.sh('ls -d /var/lib/svreset/runs/*/manifest.yaml')).trim()
  await drill.sh(`
    rm ${second}/b; kill $(pgrep -xf 'svscan ${second}')
    ${endDaemontools('/usr/local/a', '/usr/local/a/log', '/usr/local/b', '/usr/local/b/log')}
    PATH=${programsOf('runit')}:$PATH; setsid runsvdir ${second} </dev/null >/dev/null 2>&1 &
    until sv status ${second}/a 2>/dev/null | grep -q '^run: .*; run: log'; do sleep 0.05; done`)
  const look = () =>
    drill.sh(
      `ps -A -o pid=,args= | grep -E ' (runsv|multilog|sleep 1000000)'; ls -la --time-style=full-iso ${second}`,
    )
  const before = await look()
  expectRefusal(await drill.svreset('apply', '/etc/plan.json', '--yes'), 'runit', 'sv status')
  expectRefusal(await drill.svreset('restore', '--manifest', manifest, '--yes', ...at), 'runit', 'sv status')
  expect(await look()).toBe(before)
})

it('a directory that runsvdir has taken over in the middle of a reset: resume and restore act on nothing', async context => {
  skipWithout(context, lacks('runit'))
  const drill = await openDrill('empty', {
    prepare: `${services}; ln -s /usr/local/a /usr/local/b ${second}`,
  })
  await drill.sh(startSvscan)
  await untilUp(drill, '/usr/local/a', '/usr/local/b', '/usr/local/a/log', '/usr/local/b/log')
  const at = ['--service-dir', second]
  await killAt(drill, 'stop', ...at)
  await drill.sh(`
    kill $(pgrep -xf 'svscan ${second}')
    ${endDaemontools('/usr/local/a', '/usr/local/a/log', '/usr/local/b', '/usr/local/b/log')}
    ln -s /usr/local/web ${second}
    PATH=${programsOf('runit')}:$PATH; setsid runsvdir ${second} </dev/null >/dev/null 2>&1 &
    until sv status ${second}/web 2>/dev/null | grep -q '^run: .*; run: log'; do sleep 0.05; done`)
  const look = () =>
    drill.sh(
      `ps -A -o pid=,args= | grep -E ' (runsv|multilog|sleep 1000000)'; ls -la --time-style=full-iso ${second}`,
    )
  const before = await look()
  expectRefusal(await drill.svreset('resume', '--yes', ...at), 'runit', 'sv status')
  expectRefusal(await drill.svreset('restore', '--yes', ...at), 'runit', 'sv status')
  expect(await look()).toBe(before)
})

it("a user's process called runsv in the place of one is not taken for it", async () => {
  const drill = await openDrill('empty', {
    prepare: `${services}; ${makeHome}; cp /bin/sleep ${home}/runsv; chown ${uid}:${uid} ${home}/runsv
      ln -s /usr/local/a /usr/local/b /etc/service/`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/b')
  await drill.sh(
    'cd /usr/local/a; setsid "$@" </dev/null >/dev/null 2>&1 & until pgrep -xf "$* " >/dev/null || pgrep -x runsv >/dev/null; do sleep 0.05; done',
    ...asUser(),
    `${home}/runsv`,
    '1000000',
  )
  expect((await checkJson(drill)).verdict).toBe('happy')
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  await untilUp(drill, '/etc/service/a')
})

it('a user who holds lock and control of his own service is no other family', async () => {
  const drill = await openDrill('empty', {
    prepare: `${services}; ${makeHome}; cp /bin/sleep ${home}/runsv; chown -R ${uid}:${uid} /usr/local/a; ln -s /usr/local/a /usr/local/b /etc/service/`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/b')
  await drill.sh(
    `cd /usr/local/a; setsid "$@" </dev/null >/dev/null 2>&1 & until pgrep -x runsv >/dev/null; do sleep 0.05; done`,
    ...asUser(),
    'sh',
    '-c',
    `mv supervise mine; mkdir supervise; mkfifo supervise/control supervise/ok
     exec 7<>supervise/control 8>>supervise/lock; flock 8; : >supervise/held; exec ${home}/runsv 1000000`,
  )
  const { findings } = await checkJson(drill)
  expect(findings.map(({ id }) => id)).not.toContain('supervise-foreign')
  expect(causes(findings)).toContain('supervise-unreachable a')
})

it('runsvdir and s6-svscan as services of ours: a reset ends all of what they keep, and starts it again once', async context => {
  skipWithout(context, lacks('runit') ?? lacks('s6'))
  const drill = await openDrill('empty', {
    prepare: `${services}; mkdir /usr/local/runit /usr/local/s6
      ln -s /usr/local/a /usr/local/runit/; ln -s /usr/local/b /usr/local/s6/
      service /usr/local/tree 'PATH=${programsOf('runit')}:$PATH; exec runsvdir /usr/local/runit'
      service /usr/local/other 'exec s6-svscan /usr/local/s6'
      ln -s /usr/local/tree /usr/local/other /etc/service/`,
  })
  const below = () => drill.sh('pgrep -x runsv; pgrep -x s6-supervise; pgrep -x sleep; pgrep -x multilog')
  // Two supervisors below s6, for the service and its log, and one runsv.
  const untilAll = () =>
    drill.sh(`until test "$(pgrep -xc 'runsv|s6-supervise|sleep|multilog')" = 7; do sleep 0.05; done`)
  await untilAll()
  const before = (await below()).split('\n')
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  await untilAll()
  expect((await below()).split('\n').filter(pid => pid !== '' && before.includes(pid))).toEqual([])
})
