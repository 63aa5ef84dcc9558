import { beforeEach, expect, it } from 'vitest'
import { skipWithout } from '../support/lacks.js'
import { machineLacks, openMachine, type TestMachine } from '../support/machine.js'
import { staging } from '../support/staging.js'

const lacks = machineLacks()
beforeEach(context => skipWithout(context, lacks))

const untilUp = `for d in /etc/service/a /etc/service/a/log; do
  until svstat $d | grep -q ': up (pid'; do sleep 0.05; done
done`

/**
 * init starts svscanboot by a line that counts, and that fails as long as /run/broken is there. It has started it
 * `more` times already when there are services.
 */
async function boot(more = 0): Promise<TestMachine> {
  const machine = await openMachine({
    init: 'sysv',
    files: {
      '/etc/inittab': [
        'id:2:initdefault:',
        'SL:2:sysinit:/bin/busybox syslogd -O /var/log/syslog',
        'SV:2:respawn:/bin/sh /etc/start-svscan',
        '',
      ].join('\n'),
      '/etc/start-svscan': 'echo >>/run/starts; [ ! -e /run/broken ] || exit 1; exec /usr/bin/svscanboot\n',
    },
  })
  await machine.sh(
    `until pgrep -x svscan >/dev/null; do sleep 0.02; done
    for i in $(seq ${more}); do
      pkill -x svscan; until [ "$(wc -l </run/starts)" -gt $i ] && pgrep -x svscan >/dev/null; do sleep 0.02; done
    done
    ${staging} service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a; ${untilUp}`,
  )
  return machine
}

const starts = async (machine: TestMachine) => Number(await machine.sh('wc -l </run/starts'))

it('init starts svscan once for each reset, and leaves it alone for no five minutes, however many there are', async () => {
  const machine = await boot(8)
  const { stdout } = await machine.svreset('check', '--json')
  expect(JSON.parse(stdout).svscan.restart).toMatchObject({ method: 'inittab', unit: 'SV' })
  const before = await starts(machine)
  // With these the eleventh start within two minutes would be reached, and it is one too many.
  const rounds = 3
  for (let round = 0; round < rounds; round++) {
    const { exitCode, stderr } = await machine.svreset('--yes')
    expect([round, exitCode, stderr]).toEqual([round, 0, ''])
  }
  expect((await starts(machine)) - before).toBe(rounds)
  expect(await machine.sh('cat /var/log/syslog')).not.toContain('respawning too fast')
  expect(await machine.sh('ps -A -o ppid=,comm= | grep svscanboot')).toMatch(/^ *1 svscanboot\n$/)
  await machine.sh(untilUp)
})

it('init that has stopped starting it for five minutes: check says so, and a reset brings it back', async () => {
  const machine = await boot()
  await machine.sh(`touch /run/broken
    svc -dx /etc/service/a /etc/service/a/log; for name in svscan readproctitle svscanboot; do pkill -x $name || :; done
    until grep -q 'respawning too fast' /var/log/syslog; do sleep 0.05; done
    rm /run/broken`)
  const check = await machine.svreset('check', '--service-dir', '/etc/service')
  expect(check.stdout).toContain('respawning too fast: disabled for 5 minutes')
  const { exitCode, stdout } = await machine.svreset('--yes', '--service-dir', '/etc/service')
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('all links are in place')])
  await machine.sh(untilUp)
  expect(await machine.sh('pgrep -cx svscan')).toBe('1\n')
})

it('init that does not bring it back: what it logged is shown, and what to do', async () => {
  const machine = await boot()
  await machine.sh('touch /run/broken')
  const { exitCode, stdout } = await machine.svreset('--yes')
  expect(exitCode).toBe(1)
  expect(stdout).toContain('respawning too fast: disabled for 5 minutes')
  expect(stdout).toContain('svreset resume --restart-method manual')
  await machine.sh('rm /run/broken')
  expect((await machine.svreset('resume', '--yes')).exitCode).toBe(0)
  await machine.sh(untilUp)
  expect(await machine.sh('pgrep -cx svscan')).toBe('1\n')
})
