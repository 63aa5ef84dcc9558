import { beforeEach, describe, expect, it } from 'vitest'
import { skipWithout } from '../support/lacks.js'
import { eventsOf } from '../support/links.js'
import { machineLacks, openMachine, type TestMachine } from '../support/machine.js'
import { staging } from '../support/staging.js'

const lacks = machineLacks()
beforeEach(context => skipWithout(context, lacks))

const daemontoolsRun = 'daemontools-run.service'

/** A unit that starts when the machine boots. */
function unit(name: string, lines: string): Record<string, string> {
  const text = `[Unit]\n[Service]\n${lines}\n[Install]\nWantedBy=multi-user.target\n`
  return { [`/etc/systemd/system/${name}`]: text }
}

/** Two services, one with a log, that some svscan is to start. */
const services = `${staging}
  service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
  service /usr/local/b; ln -s /usr/local/b /etc/service/b`

const untilUp = `for d in /etc/service/a /etc/service/a/log /etc/service/b; do
  until svstat $d | grep -q ': up (pid'; do sleep 0.05; done
done`

const mainPid = async (machine: TestMachine, name: string) =>
  Number(await machine.sh('systemctl show --value -p MainPID "$1"', name))

async function restartOf(machine: TestMachine): Promise<unknown> {
  return JSON.parse((await machine.svreset('check', '--json')).stdout).svscan.restart
}

/** All is as it was, once: what ps says, not svreset. */
async function expectOneOfEach(machine: TestMachine, supervises: number): Promise<void> {
  const names = (await machine.sh('ps -A -o comm=,stat=')).split('\n')
  const living = (name: string) =>
    names.filter(line => line.startsWith(`${name} `) && !line.includes(' Z')).length
  expect({ svscan: living('svscan'), supervise: living('supervise') }).toEqual({
    svscan: 1,
    supervise: supervises,
  })
}

async function reset(machine: TestMachine, ...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await machine.svreset('--yes', ...words)
  expect([exitCode, stderr, stdout]).toEqual([0, '', expect.stringContaining('all links are in place')])
  return stdout
}

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
      /note: systemctl restart daemontools-run.service has not .*the unit is failed.*starting .*svscanboot/,
    )
    await expectOneOfEach(machine, 3)
    expect(await machine.sh('cat /proc/$(pgrep -x svscan)/cgroup')).toMatch(/\/system.slice\/run-.*\.scope/)
  })
})

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
  expect([exitCode, output]).toEqual([0, expect.stringMatching(/svreset runs (\S+) {3}tells/)])
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
  expect([detached.exitCode, detached.stdout]).toEqual([0, expect.stringContaining('carries on apart')])
  expect(await machine.sh('pgrep -xf "svscan /etc/service"')).toBe(others)
})
