import { expect, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import { openDrill } from '../support/drill.js'

it('a reset is refused before a link goes while a supervise is deaf, and goes on when it has started', async () => {
  const drill = await openDrill('supervise-out-of-processes')
  const links = await drill.sh('ls -l /etc/service')
  const refused = await drill.svreset('--yes')
  expect([refused.exitCode, refused.stderr]).toEqual([
    3,
    expect.stringMatching(/unable to stop tinydns: supervise sleeps and does not read orders/),
  ])
  expect(await drill.sh('ls -l /etc/service')).toBe(links)
  const full = (await checkJson(drill)).findings.find(({ id }) => id === 'supervise-out-of-processes')
  expect(full?.message).toMatch(/there is no room \(pids\.max of \/sys\/fs\/cgroup\/.*: (\d+) of \1\)/)

  await drill.sh(
    'for limit in /sys/fs/cgroup/svreset-drill-*/pids.max /sys/fs/cgroup/pids/svreset-drill-*/pids.max; do [ ! -e $limit ] || ! grep -qx $(pgrep -x svscan) ${limit%pids.max}cgroup.procs || echo max >$limit; done',
  )
  const { findings } = await checkJson(drill)
  expect(causes(findings)).toEqual(['supervise-out-of-processes tinydns'])
  expect(findings[0]?.remedy).toMatch(/^wait/)
  await drill.sh(
    'for second in $(seq 70); do ! svstat /etc/service/tinydns | grep -q "up (pid" || exit 0; sleep 1; done; exit 1',
  )
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
}, 200_000)
