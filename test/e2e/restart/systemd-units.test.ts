import { beforeEach, expect, it } from 'vitest'
import { skipWithout } from '../support/lacks.js'
import { eventsOf } from '../support/links.js'
import { machineLacks, openMachine, type TestMachine } from '../support/machine.js'
import { staging } from '../support/staging.js'
import { expectOneOfEach, mainPid, reset, restartOf, services, unit, untilUp } from '../support/systemd.js'

const lacks = machineLacks()
beforeEach(context => skipWithout(context, lacks))

it('a unit of another name, with KillMode=process: nothing of the old one is left', async () => {
  const name = 'my-services.service'
  const lines = 'ExecStart=/usr/bin/svscanboot\nKillMode=process\nRestart=always'
  const machine = await openMachine({ init: 'systemd', files: unit(name, lines) })
  await machine.sh(
    `systemctl disable --now daemontools-run 2>&1; ${services}; systemctl start ${name}; ${untilUp}`,
  )
  const old = await mainPid(machine, name)
  await reset(machine)
  expect(await restartOf(machine)).toMatchObject({ method: 'systemd', unit: name })
  const [svscanboot, ...others] = (await machine.sh('pgrep -x svscanboot')).trim().split('\n')
  expect([Number(svscanboot), others]).toEqual([await mainPid(machine, name), []])
  expect(Number(svscanboot)).not.toBe(old)
  await expectOneOfEach(machine, 3)
})

it('a unit that is a plain svscan: stopped until the links are back; resume, restore and restore.sh let it go on', async () => {
  const name = 'svscan.service'
  const lines = 'Environment=PATH=/usr/bin:/bin\nExecStart=/usr/bin/svscan /etc/service\nRestart=always'
  const machine = await openMachine({ init: 'systemd', files: unit(name, lines) })
  await machine.sh(
    `systemctl disable --now daemontools-run 2>&1; ${services}; systemctl start ${name}; ${untilUp}`,
  )
  const old = await mainPid(machine, name)
  await reset(machine)
  const now = await mainPid(machine, name)
  expect(now).not.toBe(old)
  expect(await machine.sh('systemctl show --value -p NRestarts "$1"', name)).toBe('0\n')
  await expectOneOfEach(machine, 3)

  const state = async () => (await machine.sh('ps -o stat= -p $(pgrep -x svscan)')).slice(0, 1)
  for (const how of ['resume', 'restore', 'restore.sh']) {
    await machine.sh(untilUp)
    const run = await dieAfterStopping(machine)
    expect(await state()).toBe('T')
    const argv = how === 'restore.sh' ? ['sh', `/var/lib/svreset/runs/${run}/restore.sh`] : undefined
    const { exitCode } = argv === undefined ? await machine.svreset(how, '--yes') : await machine.run(argv)
    expect([how, exitCode, await state()]).toEqual([how, 0, 'S'])
    if (argv !== undefined) await machine.svreset('restore', '--yes')
  }
  await machine.sh(untilUp)
  await expectOneOfEach(machine, 3)
})

/** A run that is killed -9 when svscan has been stopped; its id. */
async function dieAfterStopping(machine: TestMachine): Promise<string> {
  const { stdout } = await machine.run([
    'sh',
    '-c',
    'exec "$@" 2>&1 | { while read -r line; do echo "$line"; case $line in *step-started*empty*) pkill -KILL -f "main.js --yes"; esac; done; }',
    'sh',
    ...machine.svresetArgv('--yes', '--json'),
  ])
  return String(eventsOf(stdout.replace(/\n?\{[^\n]*$/, '\n'))[0]?.run)
}

it('svscanboot started by hand inside another unit: that unit is never restarted', async () => {
  const name = 'operator.service'
  const lines =
    "ExecStart=/bin/sh -c 'TZ=Mars ulimit -n 777; umask 027; cd /usr; svscanboot & exec sleep 1000000'"
  const machine = await openMachine({ init: 'systemd', files: unit(name, lines) })
  await machine.sh(
    `systemctl disable --now daemontools-run 2>&1; ${services}; systemctl restart ${name}; ${untilUp}`,
  )
  const old = await mainPid(machine, name)
  expect(await restartOf(machine)).toMatchObject({ method: 'manual', unit: null })
  const refused = await machine.svreset('--yes', '--restart-method', 'systemd')
  expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('manual (')])
  await reset(machine)
  expect(await mainPid(machine, name)).toBe(old)
  await expectOneOfEach(machine, 3)
  await machine.sh(`systemctl stop ${name}`)
  await machine.sh(untilUp)
  await expectOneOfEach(machine, 3)
  const boot = await machine.sh(
    'p=$(pgrep -x svscanboot); grep -h "Umask\\|open files" /proc/$p/status /proc/$p/limits; readlink /proc/$p/cwd',
  )
  expect(boot).toMatch(/Umask:\s*0027\nMax open files\s+777\s+777\s+files\s*\n\/usr\n/)
})

it("a unit of a user's own systemd: by that user, and by root", async () => {
  const machine = await openMachine({
    init: 'systemd',
    files: {
      // What pam_systemd would say to it.
      '/etc/systemd/system/user@.service.d/x.conf': '[Service]\nEnvironment=XDG_RUNTIME_DIR=/run/user/%i\n',
      '/etc/systemd/user/mine.service':
        '[Service]\nEnvironment=PATH=/usr/bin:/bin\nExecStart=/usr/bin/svscan /home/rachel/service\nRestart=always\n',
    },
  })
  const asRachel = [
    ...['setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', '--'],
    ...['env', 'HOME=/home/rachel', 'XDG_RUNTIME_DIR=/run/user/1000'],
  ]
  await machine.sh(`${staging} useradd --create-home --uid 1000 rachel; mkdir /home/rachel/service
    service /home/rachel/a; ln -s /home/rachel/a /home/rachel/service/a; chown -R rachel: /home/rachel
    systemctl start user@1000.service; ${asRachel.join(' ')} systemctl --user start mine.service`)
  const rachelsUp = `until svstat /home/rachel/service/a | grep -q ': up (pid'; do sleep 0.05; done
    readlink /proc/$(pgrep -xf '/usr/bin/svscan /home/rachel/service')/exe; pgrep -xf '/usr/bin/svscan /home/rachel/service'`
  const others = await machine.sh('pgrep -xf "svscan /etc/service"')
  let before = await machine.sh(rachelsUp)
  for (const who of [asRachel, []]) {
    const { stdout, exitCode } = await machine.run([
      ...who,
      ...machine.svresetArgv('--yes', '--service-dir', '/home/rachel/service'),
    ])
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('the main process of')])
    const now = await machine.sh(rachelsUp)
    expect(now).not.toBe(before)
    before = now
  }
  const detached = await machine.run([
    ...asRachel,
    ...machine.svresetArgv('--detach', '--yes', '--service-dir', '/home/rachel/service'),
  ])
  expect([detached.exitCode, detached.stdout]).toEqual([
    0,
    expect.stringContaining('continues in the background'),
  ])
  expect(await machine.sh('pgrep -xf "svscan /etc/service"')).toBe(others)
})
