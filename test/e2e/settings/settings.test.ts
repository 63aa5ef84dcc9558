import { execa } from 'execa'
import { expect, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import { openDrill, svreset, type TestDrill } from '../support/drill.js'
import { staging, untilUp } from '../support/staging.js'

const settings = '/etc/svreset/config.yaml'

async function configure(drill: TestDrill, text: string): Promise<void> {
  await drill.sh('mkdir -p /etc/svreset; printf %s "$2" >"$1"', settings, text)
}

const ignoring = (until: string) => `version: 1
ignore:
  - { finding: link-same-directory, reason: 'moves to db2, ticket 42', until: ${until} }
`

it('an ignored finding is told with its reason in every form, does not count, and is left alone; after its day it counts', async () => {
  const drill = await openDrill('link-same-directory')
  expect((await checkJson(drill)).verdict).toBe('warning')
  await configure(drill, ignoring('2999-12-31'))
  const { verdict, exitCode, findings, ignored } = (await checkJson(drill)) as Awaited<
    ReturnType<typeof checkJson>
  > & { readonly ignored: unknown }
  expect([verdict, exitCode, findings]).toEqual(['happy', 0, []])
  expect(ignored).toMatchObject([
    {
      id: 'link-same-directory',
      severity: 'warning',
      reason: 'moves to db2, ticket 42',
      until: '2999-12-31',
    },
  ])
  const reason = /ignored until 2999-12-31: link-same-directory .*moves\s+to\s+db2/s
  expect((await drill.svreset('check')).stdout).toMatch(reason)
  expect((await drill.svreset('check', '--format', 'nagios')).stdout).toContain('nothing wrong; 1 ignored |')
  expect((await drill.svreset('check', '--format', 'openmetrics')).stdout).toContain(
    'svreset_findings_ignored{directory="/etc/service",id="link-same-directory"} 1',
  )
  const links = await drill.sh('ls -l /etc/service')
  const repair = await drill.svreset('repair', '--yes')
  expect([repair.exitCode, await drill.sh('ls -l /etc/service')]).toEqual([0, links])
  expect(repair.stdout).toMatch(reason)
  await configure(drill, ignoring('2026-01-01'))
  expect((await checkJson(drill)).verdict).toBe('warning')
})

it('a repair of something else is whole although what is ignored is still there', async () => {
  const drill = await openDrill('link-same-directory')
  await configure(drill, ignoring('2999-12-31'))
  await drill.sh(`kill -STOP $(svstat /etc/service/tinydns | sed 's/.*pid \\([0-9]*\\).*/\\1/')`)
  expect(causes((await checkJson(drill)).findings)).toEqual(['process-stopped dns'])
  const { exitCode, stdout } = await drill.svreset('repair', '--yes')
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('process-stopped')])
  expect(stdout.match(/link-same-directory/g)).toHaveLength(1) // it is told as ignored
})

it('a site names its directory and the directories that stand in it', async () => {
  const drill = await openDrill('happy', {
    prepare: `${staging}
mkdir -p /usr/local/other; service /etc/service/inside`,
  })
  await untilUp(drill, '/etc/service/inside')
  expect((await checkJson(drill)).verdict).toBe('warning')
  await configure(drill, 'version: 1\nallow_directories: [inside]\n')
  expect((await checkJson(drill)).verdict).toBe('happy')
  await configure(drill, 'version: 1\nservice_directory: /usr/local/other\n')
  expect(JSON.parse((await drill.svreset('check', '--json')).stdout).serviceDirectory).toBe(
    '/usr/local/other',
  )
  const named = await drill.svreset('check', '--json', '--service-dir', '/etc/service')
  expect(JSON.parse(named.stdout).serviceDirectory).toBe('/etc/service')
  expect((await drill.svreset('check', '--all')).stdout).toContain('/etc/service')
})

it('a site sets how long a service may take to stop, and how svscan is restarted', async () => {
  const drill = await openDrill('happy')
  await configure(drill, 'version: 1\nstop_timeout: 7s\nrestart_method: manual\n')
  const planned = async (...argv: string[]) => {
    const out = '/etc/plan.json'
    await drill.svreset('--dry-run', '--out', out, ...argv)
    const { parameters, restartMethod } = JSON.parse(await drill.sh('cat "$1"; rm "$1"', out))
    return [parameters.stop_timeout, restartMethod]
  }
  expect(await planned()).toEqual(['7s', 'manual'])
  expect(await planned('--stop-timeout', '9s', '--restart-method', 'respawn')).toEqual(['9s', 'respawn'])
  expect(await planned('-p', 'stop_timeout=8s')).toEqual(['8s', 'manual'])
  // A runbook without that parameter runs all the same.
  expect((await drill.svreset('run', 'rotate', '--dry-run')).exitCode).toBe(0)
})

it('refuses settings that others may write (3), and what is no setting (2), with every mistake and its place', async () => {
  const drill = await openDrill('happy')
  await configure(drill, 'version: 1\nstop_timeout: soon\nservice_dir: /x\n')
  const wrong = await drill.svreset('--dry-run')
  expect(wrong.exitCode).toBe(2)
  expect(wrong.stderr).toMatch(/config\.yaml:3:1: unknown key 'service_dir'/)
  expect((await drill.svreset('check')).exitCode).toBe(3)
  expect((await drill.svreset('check', '--format', 'nagios')).stdout).toMatch(
    /^SVRESET UNKNOWN - .*config\.yaml/,
  )
  await configure(drill, 'version: 1\n')
  await drill.sh('chmod g+w "$1"', settings)
  for (const argv of [['check'], ['--dry-run'], ['repair', '--dry-run'], ['run', 'rotate', '--dry-run']]) {
    const { exitCode, stderr } = await drill.svreset(...argv)
    expect.soft([argv, exitCode]).toEqual([argv, 3])
    expect.soft(stderr).toContain(`unable to trust settings ${settings}`)
  }
})

/** In a mount namespace of its own: a machine that has settings. */
const machine = `
mount -n -t tmpfs tmp /mnt
mkdir /mnt/upper /mnt/work
mount -n -t overlay -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work overlay /etc
mkdir -p /etc/svreset
printf 'version: 1\nservice_directory: /usr/local\n' >/etc/svreset/config.yaml
[ "$1" = directory ] || { mv /etc/svreset /etc/elsewhere; ln -s elsewhere /etc/svreset; }
shift
exec "$@"`

it.each(['directory', 'link'])('a drill has none of the settings of the machine: a %s', async kind => {
  const drill = [...svreset, 'drill', 'happy', '--', 'svreset', 'check', '--json']
  const { stdout } = await execa('unshare', ['--mount', 'sh', '-ec', machine, 'sh', kind, ...drill])
  expect(JSON.parse(stdout)).toMatchObject({ serviceDirectory: '/etc/service', verdict: 'happy' })
})
