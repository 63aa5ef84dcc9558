import { beforeEach, describe, expect, it } from 'vitest'
import { skipWithout } from '../support/lacks.js'
import { machineLacks, openMachine } from '../support/machine.js'
import {
  daemontoolsRun,
  expectOneOfEach,
  mainPid,
  reset,
  restartOf,
  services,
  untilUp,
} from '../support/systemd.js'

const lacks = machineLacks()
beforeEach(context => skipWithout(context, lacks))

describe('daemontools-run.service', () => {
  it('is restarted once for each reset: the unhappy system, three times in a row; happy', async () => {
    const machine = await openMachine({ init: 'systemd' })
    await machine.sh(`
      systemctl stop daemontools-run
      mkdir /etc/svreset-drill; mkfifo -m 600 /etc/svreset-drill/start
      systemd-run --quiet -- sh -c 'cat /etc/svreset-drill/start; exec systemctl start daemontools-run'`)
    const order = JSON.stringify({ scenario: 'unhappy', services: 1 })
    expect(await machine.svreset('drill', '--set-up', order)).toMatchObject({ exitCode: 0, stderr: '' })
    expect((await machine.svreset('check')).exitCode).toBe(2)
    const starts = async () =>
      Number(await machine.sh('journalctl -u daemontools-run | grep -c "systemd.*: Started"'))
    const before = await starts()
    for (let round = 0; round < 3; round++) await reset(machine)
    expect((await starts()) - before).toBe(3)
    expect(await restartOf(machine)).toMatchObject({ method: 'systemd', unit: daemontoolsRun })
    expect((await machine.svreset('check')).exitCode).toBe(0)
    await expectOneOfEach(machine, 4)
  })

  it('svscan killed alone: its orphans are stopped, and the unit brings it back', async () => {
    const machine = await openMachine({ init: 'systemd' })
    await machine.sh(`${services}; ${untilUp}; pkill -KILL -x svscan`)
    const old = await mainPid(machine, daemontoolsRun)
    await reset(machine)
    const now = await mainPid(machine, daemontoolsRun)
    expect(now).not.toBe(old)
    await machine.sh(untilUp)
    await expectOneOfEach(machine, 3)

    // A directory that no svscan runs in is nothing to this unit, which has another one.
    await machine.sh('mkdir /usr/local/other; ln -s /usr/local/a /usr/local/other/a')
    const other = await machine.svreset('--yes', '--service-dir', '/usr/local/other')
    expect([other.exitCode, other.stderr]).toEqual([3, expect.stringContaining('no svscan runs there')])
    expect(await mainPid(machine, daemontoolsRun)).toBe(now)
  })

  it('at its start limit, with nothing running: check says so, and a reset brings it back', async () => {
    const machine = await openMachine({ init: 'systemd' })
    await machine.sh(`${services}; ${untilUp}
      for i in 1 2 3 4 5 6 7 8; do systemctl restart daemontools-run || break; done`)
    const { stdout } = await machine.svreset('check', '--service-dir', '/etc/service')
    expect(stdout).toContain('start-limit-hit')
    await reset(machine, '--service-dir', '/etc/service')
    expect(await restartOf(machine)).toMatchObject({ method: 'systemd' })
    await machine.sh(untilUp)
  })

  it('that does not start again: shows what systemd logged, and starts svscan by hand', async () => {
    const machine = await openMachine({ init: 'systemd' })
    await machine.sh(`${services}; ${untilUp}
      mkdir -p /run/systemd/system/daemontools-run.service.d
      printf '[Service]\\nRestart=no\\nExecStartPre=/bin/false\\n' >/run/systemd/system/daemontools-run.service.d/x.conf
      systemctl daemon-reload`)
    const stdout = await reset(machine)
    expect(stdout).toContain('Control process exited')
    expect(stdout).toMatch(
      /note: systemctl restart daemontools-run.service has not .*the unit is failed.*svreset starts .*svscanboot/,
    )
    await expectOneOfEach(machine, 3)
    expect(await machine.sh('cat /proc/$(pgrep -x svscan)/cgroup')).toMatch(/\/system.slice\/run-.*\.scope/)
  })
})

it('from a shell below supervise: refused, told of --detach, and with it carried through', async () => {
  const machine = await openMachine({ init: 'systemd' })
  await machine.sh(`${services}
    mkfifo /run/shell
    service /usr/local/shell 'exec sh <>/run/shell'; ln -s /usr/local/shell /etc/service/shell
    ${untilUp}; until svstat /etc/service/shell | grep -q ': up (pid'; do sleep 0.05; done`)
  /** As typed into that shell; what it printed, when it has ended. */
  const type = async (...words: string[]) => {
    const command = machine.svresetArgv(...words).join(' ')
    await machine.sh(
      'rm -f /run/code; echo "$1 >/run/out 2>&1; echo \\$? >/run/code.new; mv /run/code.new /run/code" >/run/shell; until [ -e /run/code ]; do sleep 0.02; done',
      command,
    )
    return { exitCode: Number(await machine.sh('cat /run/code')), output: await machine.sh('cat /run/out') }
  }
  const refused = await type('--yes')
  expect(refused).toEqual({ exitCode: 3, output: expect.stringContaining('--detach --yes') })
  expect(refused.output).toContain('below supervise shell')
  expect(await type('--detach')).toEqual({ exitCode: 3, output: expect.stringContaining('without --yes') })

  const old = await mainPid(machine, daemontoolsRun)
  const { exitCode, output } = await type('--detach', '--yes')
  expect([exitCode, output]).toEqual([0, expect.stringMatching(/svreset runs (\S+) {3}shows/)])
  const run = /svreset runs (\S+)/.exec(output)?.[1] ?? ''
  await machine.sh(
    'until grep -q \'"event":"closed"\' /var/lib/svreset/runs/$1/journal.jsonl; do sleep 0.05; done',
    run,
  )
  expect((await machine.svreset('runs', run)).stdout).toContain('done')
  expect(await mainPid(machine, daemontoolsRun)).not.toBe(old)
  await machine.sh(untilUp)
  await expectOneOfEach(machine, 4)
})

it('inside the cgroup of the unit, below no supervise: refused too', async () => {
  const machine = await openMachine({ init: 'systemd' })
  await machine.sh(`${services}; ${untilUp}`)
  const { exitCode, stdout } = await machine.run([
    'sh',
    '-c',
    'for f in $(find /sys/fs/cgroup -path "*daemontools-run.service/cgroup.procs"); do echo $$ >$f; done; exec "$@" --yes 2>&1',
    'sh',
    ...machine.svresetArgv(),
  ])
  expect([exitCode, stdout]).toEqual([3, expect.stringContaining(`unable to restart ${daemontoolsRun}`)])
})
