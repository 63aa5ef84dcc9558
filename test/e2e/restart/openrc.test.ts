import { beforeEach, expect, it } from 'vitest'
import { skipWithout } from '../support/lacks.js'
import { machineLacks, openMachine, type TestMachine } from '../support/machine.js'
import { staging } from '../support/staging.js'

const lacks = machineLacks()
beforeEach(context => skipWithout(context, lacks))

const untilUp = `for d in /etc/service/a /etc/service/a/log; do
  until svstat $d | grep -q ': up (pid'; do sleep 0.05; done
done`

/** As Gentoo's daemontools has it; Debian's start-stop-daemon knows a shell script by its pid file only. */
const goodScript = `#!/sbin/openrc-run
pidfile=/run/svscan.pid
start() {
  start-stop-daemon --start --exec /usr/bin/svscanboot --background --make-pidfile --pidfile $pidfile
}
stop() {
  start-stop-daemon --stop --pidfile $pidfile --retry TERM/5
}
`

/** Its stop looks for a program svscanboot, and there is none: it is a shell that runs. */
const poorScript = `#!/sbin/openrc-run
command=/usr/bin/svscanboot
command_background=yes
pidfile=/run/svscan.pid
`

/** SysV's init runs OpenRC, which starts svscan. `lines` are added to the inittab. */
async function boot(script: string, lines: readonly string[] = []): Promise<TestMachine> {
  const inittab = ['id:3:initdefault:', 'si::sysinit:/sbin/openrc sysinit', 'l3:3:wait:/bin/sh /etc/go']
  const machine = await openMachine({
    init: 'sysv',
    files: {
      '/etc/init.d/svscan': script,
      '/etc/inittab': `${[...inittab, ...lines].join('\n')}\n`,
      '/etc/go': 'rc-update add svscan default; exec /sbin/openrc default\n',
    },
  })
  await machine.sh(
    `${staging} service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
    until [ -e /run/openrc/started/svscan ]; do sleep 0.05; done; ${untilUp}`,
  )
  return machine
}

it.each([
  ['good', goodScript],
  ['poor', poorScript],
])('OpenRC starts svscan again, by a %s script', async (_name, script) => {
  const machine = await boot(script)
  const restart = async () => JSON.parse((await machine.svreset('check', '--json')).stdout).svscan.restart
  expect(await restart()).toMatchObject({ method: 'openrc', unit: 'svscan' })
  const old = await machine.sh('cat /run/svscan.pid')
  const { exitCode, stdout } = await machine.svreset('--yes')
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('all links are in place')])
  expect(stdout.includes('zap') || stdout.includes('does not run')).toBe(script === poorScript)
  await machine.sh(untilUp)
  expect(await machine.sh('cat /run/svscan.pid')).not.toBe(old)
  expect(await restart()).toMatchObject({ method: 'openrc', unit: 'svscan' })
  expect(await machine.sh('pgrep -cx svscan')).toBe('1\n')
})

it('where inittab has svscan too, --yes is refused with the evidence for both; a person, or an option, decides', async () => {
  const machine = await boot(goodScript, ['SV:9:respawn:/usr/bin/svscanboot'])
  const check = await machine.svreset('check')
  expect(check.stdout.replaceAll(/\s+/g, ' ')).toMatch(/restart: unclear: openrc \(.*\); or inittab \(.*SV:/)
  const { exitCode, stderr } = await machine.svreset('--yes')
  expect(exitCode).toBe(3)
  for (const words of [
    '/etc/init.d/svscan',
    '/etc/inittab',
    '--restart-method openrc',
    '--restart-method inittab',
  ])
    expect(stderr).toContain(words)
  expect((await machine.svreset('--yes', '--restart-method', 'openrc')).exitCode).toBe(0)
  await machine.sh(untilUp)
})
