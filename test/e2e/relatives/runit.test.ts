import { beforeEach, expect, it } from 'vitest'
import { causes } from '../support/check.js'
import { directory, expectEveryActRefused, expectPicture, openFamily, shown } from '../support/family.js'
import { skipWithout } from '../support/lacks.js'
import { lacks } from '../support/relatives.js'
import { services, svStatus, untilSettled } from '../support/runit.js'

beforeEach(context => skipWithout(context, lacks('runit')))

it('check shows what sv shows, and who the scanner is', async () => {
  const family = await openFamily('runit')
  await untilSettled(family)
  const result = await expectPicture(family, services, svStatus)
  const runsvdir = Number(await family.sh('pgrep -x runsvdir'))
  expect(result.svscan).toMatchObject({ supervisor: 'runit', pid: runsvdir, restart: null })
  for (const name of services) {
    const part = shown(result, name)
    expect(part.supervisor).toBe('runit')
    expect(await family.sh('ps -o args= -p "$1"', String(part.supervise))).toBe(
      `runsv ${name.replace('/log', '')}\n`,
    )
  }
  expect(shown(result, 'ending')).toMatchObject({ finishing: true })
})

it('check finds there what holds there, and nothing of daemontools alone', async () => {
  const family = await openFamily('runit')
  await untilSettled(family)
  // Otherwise it ends its runsv when it next looks.
  await family.drill.sh('pkill -STOP -x runsvdir; rm -rf /usr/local/standby')
  const result = await family.check()
  const { findings, verdict, exitCode } = result
  expect(causes(findings)).toEqual([
    'link-dangling nowhere',
    'link-dangling standby',
    'process-stopped',
    'service-blocked-on-log full',
    'service-restarting loop',
    'service-wanted-down told',
    'supervise-foreign',
    'supervise-in-deleted-directory standby',
  ])
  expect([verdict, exitCode]).toEqual(['sick', 2])
  const remedy = (id: string) => findings.find(finding => finding.id === id)?.remedy
  expect(remedy('service-wanted-down')).toContain('sv up /usr/local/told')
  expect(shown(result, 'waiting').note).toContain('sv cont /usr/local/waiting')
})

it('check --all finds the directory by its scanner', async () => {
  const family = await openFamily('runit')
  const { stdout } = await family.drill.svreset('check', '--all', '--json')
  const lines = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines.map(({ serviceDirectory, svscan }) => [serviceDirectory, svscan.supervisor])).toEqual([
    ['/etc/service', 'daemontools'],
    [directory, 'runit'],
  ])
})

it('who may not look is told so, and nothing that is not so', async () => {
  const family = await openFamily('runit')
  await untilSettled(family)
  const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--']
  const argv = ['svreset', 'check', '--json', '--service-dir', directory]
  const { stdout } = await family.drill.run([...nobody, ...argv])
  const result = JSON.parse(stdout)
  const ids = result.findings.map(({ id }: { readonly id: string }) => id)
  expect(ids).toEqual(expect.arrayContaining(['unreadable', 'supervise-foreign']))
  expect(ids).not.toContain('supervise-missing')
  expect(ids).not.toContain('svscan-not-running')
  expect(shown(result, 'web')).toMatchObject({ state: 'up', supervisor: 'runit' })
})

it('every act is refused, names sv, and changes nothing', async () => {
  const family = await openFamily('runit')
  await untilSettled(family)
  await expectEveryActRefused(family, 'runsvdir', 'sv status')
})

it('a runsvdir that has gone is missed, and its services are still not ours', async () => {
  const family = await openFamily('runit')
  await untilSettled(family)
  await family.sh('pkill -KILL -x runsvdir; while pgrep -x runsvdir; do sleep 0.02; done')
  const result = await family.check()
  expect(causes(result.findings)).toContain('svscan-not-running')
  expect(result.svscan).toBeNull()
  expect(shown(result, 'web')).toMatchObject({ state: 'up', supervisor: 'runit' })
  await expectEveryActRefused(family, 'runsv', 'sv status')
})
