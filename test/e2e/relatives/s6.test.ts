import { beforeEach, expect, it } from 'vitest'
import { causes, consequences } from '../support/check.js'
import {
  directory,
  expectEveryActRefused,
  expectPicture,
  type FamilyDrill,
  openFamily,
  type Said,
  shown,
} from '../support/family.js'
import { skipWithout } from '../support/lacks.js'
import { lacks } from '../support/relatives.js'

beforeEach(context => skipWithout(context, lacks('s6')))

/** Those that stay as they are. */
const services = ['web', 'web/log', 'standby', 'told', 'waiting', 'ending']

/** Says to each service what its name says, and waits until s6-svstat says that it is so. */
async function untilSettled({ sh }: FamilyDrill): Promise<void> {
  await sh(`
    is() { until s6-svstat "/usr/local/$1" 2>/dev/null | grep -q "$2"; do sleep 0.05; done; }
    is web '^up '; is web/log '^up '; is told '^up '; is waiting '^up '; is standby '^down '; is loop .
    is ending '^down .*want up'
    s6-svc -d /usr/local/told; is told '^down '
    s6-svc -p /usr/local/waiting; is waiting 'paused'`)
}

async function svstat({ sh }: FamilyDrill, name: string): Promise<Said> {
  const fields = 'up,wantedup,normallyup,paused,pid,updownfor'
  const line = await sh(`s6-svstat -o ${fields} "/usr/local/$1"`, name)
  const [up, wanted, normally, paused, pid, seconds] = line.trim().split(' ')
  const word = (is: string | undefined) => (is === 'true' ? 'up' : 'down')
  return {
    state: word(up),
    pid: up === 'true' ? Number(pid) : null,
    seconds: Number(seconds),
    normally: word(normally),
    want: wanted === up ? null : word(wanted),
    paused: paused === 'true',
  }
}

it('check shows what s6-svstat shows, and who the scanner is', async () => {
  const family = await openFamily('s6')
  await untilSettled(family)
  const result = await expectPicture(family, services, svstat)
  const scanner = Number(await family.sh('pgrep -x s6-svscan'))
  expect(result.svscan).toMatchObject({ supervisor: 's6', pid: scanner, restart: null })
  for (const name of services) {
    const part = shown(result, name)
    expect(part.supervisor).toBe('s6')
    expect(await family.sh('ps -o args= -p "$1"', String(part.supervise))).toBe(`s6-supervise ${name}\n`)
  }
  expect(shown(result, 'ending')).toMatchObject({ finishing: true })
})

it('check finds there what holds there, and nothing of daemontools alone', async () => {
  const family = await openFamily('s6')
  await untilSettled(family)
  // It looks only when it is told to, or when it could not start something.
  await family.drill.sh(`
    pkill -STOP -x s6-svscan
    rm -rf /usr/local/standby; mkdir /usr/local/late; cp /usr/local/told/run /usr/local/late/
    ln -s /usr/local/late /usr/local/relatives/late`)
  const { findings, verdict, exitCode } = await family.check()
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
  expect(remedy('service-wanted-down')).toContain('s6-svc -u /usr/local/told')
  expect(consequences(findings)).toEqual(['supervise-missing'])
})

it('check --all finds the directory by its scanner', async () => {
  const family = await openFamily('s6')
  const { stdout } = await family.drill.svreset('check', '--all', '--json')
  const lines = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(lines.map(({ serviceDirectory, svscan }) => [serviceDirectory, svscan.supervisor])).toEqual([
    ['/etc/service', 'daemontools'],
    [directory, 's6'],
  ])
})

it('who may not look is told so, and nothing that is not so', async () => {
  const family = await openFamily('s6')
  await untilSettled(family)
  const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--']
  const argv = ['svreset', 'check', '--json', '--service-dir', directory]
  const { stdout } = await family.drill.run([...nobody, ...argv])
  const result = JSON.parse(stdout)
  const ids = result.findings.map(({ id }: { readonly id: string }) => id)
  expect(ids).toEqual(expect.arrayContaining(['unreadable', 'supervise-foreign']))
  expect(ids).not.toContain('supervise-missing')
  expect(ids).not.toContain('svscan-not-running')
  expect(shown(result, 'web')).toMatchObject({ state: 'up', supervisor: 's6' })
})

it('every act is refused, names s6-svc, and changes nothing', async () => {
  const family = await openFamily('s6')
  await untilSettled(family)
  await expectEveryActRefused(family, 's6-svscan', 's6-svc', 's6-svscanctl')
})

it('an s6-svscan that has gone is missed, and its services are still not ours', async () => {
  const family = await openFamily('s6')
  await untilSettled(family)
  await family.sh('pkill -KILL -x s6-svscan; while pgrep -x s6-svscan; do sleep 0.02; done')
  const result = await family.check()
  expect(causes(result.findings)).toContain('svscan-not-running')
  expect(result.svscan).toBeNull()
  expect(shown(result, 'web')).toMatchObject({ state: 'up', supervisor: 's6' })
  await expectEveryActRefused(family, 's6-supervise', 's6-svc')
})
