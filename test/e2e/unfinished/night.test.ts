import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { endSvscan } from '../support/staging.js'

it('says with no svscan, and nothing that starts it, the command that works', async () => {
  const drill = await openDrill('happy', { respawn: false })
  await drill.sh(endSvscan)
  const { stdout, exitCode } = await drill.svreset('check')
  expect(exitCode).toBe(2)
  const last = stdout.trimEnd().split('\n\n').at(-1)?.replaceAll('\n', ' ') ?? ''
  const [, command = ''] = /^(svreset .*?) starts svscan \/etc\/service/.exec(last) ?? []
  expect(command).not.toBe('')
  await drill.run([...command.split(' '), '--yes'])
  await drill.sh('pgrep -x svscan')
  const after = await drill.svreset('check', '--json')
  // It runs; that nothing would start it again is all that is left.
  expect(JSON.parse(after.stdout).findings.map(({ id }: { id: string }) => id)).toEqual([
    'svscanboot-missing',
  ])
})

it('check --quiet prints nothing where all is well, and otherwise what check prints', async () => {
  const drill = await openDrill('happy')
  for (const words of [[], ['--all'], ['--json'], ['--format', 'nagios'], ['nginx']])
    expect(await drill.svreset('check', '--quiet', ...words)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  await drill.sh(
    'svc -d /etc/service/tinydns; until svstat /etc/service/tinydns | grep -q ": down"; do sleep 0.05; done',
  )
  const sick = await drill.svreset('check', '--quiet')
  expect(sick.exitCode).not.toBe(0)
  expect(sick.stdout).toContain('service-wanted-down')
  expect(sick.stderr).toBe('')
  expect((await drill.svreset('check', '--quiet', 'nowhere')).exitCode).toBe(3)
})

// A /dev of its own for the drill: what is made there is not on the machine.
const ownDev = `mount -t tmpfs none /mnt; mkdir /mnt/upper /mnt/work
  mount -t overlay -o lowerdir=/dev,upperdir=/mnt/upper,workdir=/mnt/work overlay /dev; rm -f /dev/log`

it('tells syslog when a run begins and when it ends', async () => {
  const drill = await openDrill('happy')
  await drill.sh(`${ownDev}; busybox syslogd -O /etc/messages; until [ -S /dev/log ]; do sleep 0.05; done`)
  expect((await drill.svreset('--dry-run')).exitCode).toBe(0)
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  const lines = (
    await drill.sh(
      "timeout 20 sh -c 'until [ $(grep -c svreset /etc/messages) -ge 2 ]; do sleep 0.05; done'; grep svreset /etc/messages",
    )
  ).trimEnd()
  expect(lines.split('\n')).toEqual([
    expect.stringMatching(
      /daemon.notice svreset\[\d+\]: begins reset on \/etc\/service: run \S+, by root \(uid 0\)$/,
    ),
    expect.stringMatching(
      /daemon.notice svreset\[\d+\]: ended reset on \/etc\/service: run \S+: done, links in-place$/,
    ),
  ])
})

it.each([
  ['is not there', ownDev],
  ['is a file', `${ownDev}; : >/dev/log`],
  // Nobody reads, and its buffer is full: whoever writes there waits.
  [
    'does not answer',
    `${ownDev}; busybox syslogd -n -O /etc/messages >/dev/null 2>&1 & pid=$!; until [ -S /dev/log ]; do sleep 0.05; done
    kill -STOP $pid; for i in $(seq 600); do timeout 0.2 logger "$i" || break; done`,
  ],
])('does its work where the log %s', async (_, broken) => {
  const drill = await openDrill('happy')
  await drill.sh(broken)
  expect(await drill.svreset('--yes')).toMatchObject({ exitCode: 0, stderr: '' })
})
