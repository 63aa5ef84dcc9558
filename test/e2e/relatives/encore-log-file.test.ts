import { beforeEach, expect, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import type { TestDrill } from '../support/drill.js'
import { lacksEncore, openEncore, untilSays } from '../support/encore.js'
import { skipWithout } from '../support/lacks.js'

beforeEach(context => skipWithout(context, lacksEncore))

/** Of the service and of its log, in this order. */
async function pids(drill: TestDrill, name: string): Promise<(string | undefined)[]> {
  const text = await drill.sh('svstat "/etc/service/$1"', name)
  return text.split('\n').map(line => /up \(pid (\d+)\)/.exec(line)?.[1])
}

async function both(drill: TestDrill, ...names: string[]): Promise<void> {
  for (const name of names) {
    await untilSays(drill, name, 'up (pid .*running')
    await untilSays(drill, name, 'up (pid .*running', 'log')
  }
}

it('a log that is a file: down, paused and blocked are seen, and cured with -L', {
  timeout: 90_000,
}, async () => {
  const drill = await openEncore('counts a; counts by')
  await both(drill, 'a', 'by')
  const healthy = await checkJson(drill)
  expect([healthy.verdict, causes(healthy.findings)]).toEqual(['happy', []])
  expect(healthy.services[0]).toMatchObject({ name: 'a', state: 'up', log: { state: 'up', normally: 'up' } })
  const [bystander] = await pids(drill, 'by')

  await drill.sh('svc -Lp /etc/service/a')
  await untilSays(drill, 'a', 'paused', 'log')
  const ordered = await checkJson(drill)
  expect([ordered.verdict, ordered.services[0]]).toEqual([
    'happy',
    expect.objectContaining({ log: expect.objectContaining({ note: expect.stringContaining('svc -Lc') }) }),
  ])
  await drill.sh("touch -d '10 minutes ago' /usr/local/a/supervise/status")
  const paused = await checkJson(drill)
  expect(causes(paused.findings)).toEqual(['service-paused a'])
  expect(paused.findings[0]?.message).toMatch(/^a\/log is paused/)
  expect((await drill.svreset('repair', '--yes')).exitCode).toBe(0)
  await untilSays(drill, 'a', 'up (pid [0-9]*) [0-9]* seconds, running', 'log')

  await drill.sh('svc -Ld /etc/service/a')
  await untilSays(drill, 'a', 'down', 'log')
  const down = await checkJson(drill)
  expect(causes(down.findings)).toEqual(['service-wanted-down a'])
  expect(down.findings[0]?.remedy).toContain('svc -Lu /usr/local/a')

  // Its pipe holds 64 KiB, and a line has 30 bytes: this one fills it at once.
  await drill.sh(`
    printf '#!/bin/sh\\nexec yes\\n' >/usr/local/a/run; svc -t /etc/service/a
    until grep -q pipe_w /proc/$(pgrep -x yes)/wchan 2>/dev/null; do sleep 0.05; done`)
  const blocked = await checkJson(drill)
  expect(blocked.findings.find(({ id }) => id === 'service-blocked-on-log')).toMatchObject({
    causedBy: 'service-wanted-down',
    evidence: { log: 'not running' },
  })
  expect((await pids(drill, 'by'))[0]).toBe(bystander)
})

it('a log that svc -u has left down is started', { timeout: 60_000 }, async () => {
  const drill = await openEncore('counts a; touch /usr/local/a/down')
  await untilSays(drill, 'a', 'down')
  expect((await checkJson(drill)).verdict).toBe('happy')
  await drill.sh('svc -u /etc/service/a')
  await untilSays(drill, 'a', 'up (pid')
  const [service] = await pids(drill, 'a')
  const { findings, verdict } = await checkJson(drill)
  expect([verdict, causes(findings)]).toEqual(['sick', ['service-down a']])
  expect(findings[0]?.message).toMatch(/^a\/log is down, though a runs/)
  const { stdout, exitCode } = await drill.svreset('repair', '--yes')
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('cured: service-down (a)')])
  await both(drill, 'a')
  expect((await pids(drill, 'a'))[0]).toBe(service)
})

it('three resets in a row bring both back, also those that are normally down', {
  timeout: 90_000,
}, async () => {
  const drill = await openEncore('counts a; counts hand; touch /usr/local/hand/down')
  await both(drill, 'a')
  await untilSays(drill, 'hand', 'down')
  await drill.sh('svc -Lulu /etc/service/hand')
  await both(drill, 'hand')
  for (let round = 0; round < 3; round++) {
    const before = [...(await pids(drill, 'a')), ...(await pids(drill, 'hand'))]
    const { stdout, exitCode } = await drill.svreset('--yes')
    expect(exitCode, stdout).toBe(0)
    expect(stdout).not.toMatch(/: killed$/m)
    await both(drill, 'a', 'hand')
    const after = [...(await pids(drill, 'a')), ...(await pids(drill, 'hand'))]
    expect(after.filter(pid => pid !== undefined && before.includes(pid))).toEqual([])
    // Nobody is left of those that ran before.
    expect(await drill.sh('pgrep -x supervise | wc -l; pgrep -x multilog | wc -l')).toBe('2\n2\n')
  }
  const end = await checkJson(drill)
  expect([end.verdict, causes(end.findings)]).toEqual(['happy', []])
})

it('multilog that holds a part of a line ends in a reset, and the line is kept', {
  timeout: 60_000,
}, async () => {
  const drill = await openEncore(`counts a
    printf '#!/bin/sh\\nprintf no-newline; exec sleep 1000000\\n' >/usr/local/a/run`)
  await both(drill, 'a')
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(exitCode, stdout).toBe(0)
  expect(stdout).not.toMatch(/: killed$/m)
  expect(await drill.sh('cat /usr/local/a/main/*')).toMatch(/ no-newline\n/)
})

it('a supervise that was killed leaves both: they are found, and ended by a repair', {
  timeout: 60_000,
}, async () => {
  const drill = await openEncore('counts a; counts by')
  await both(drill, 'a', 'by')
  const [service, log] = await pids(drill, 'a')
  const [bystander] = await pids(drill, 'by')
  await drill.sh(
    `kill -9 $(pgrep -xf 'supervise a'); until pgrep -xf 'supervise a' >/dev/null; do sleep 0.05; done`,
  )
  await untilSays(drill, 'a', 'up (pid .*running')
  await drill.sh(
    'until pgrep -af readproctitle | grep -q "multilog: fatal: unable to lock"; do sleep 0.05; done',
  )
  const { findings } = await checkJson(drill)
  expect(causes(findings)).toEqual(['leftover-process a'])
  expect(findings.flatMap(({ id, pids: all }) => (id === 'leftover-process' ? all : []))).toContain(
    Number(log),
  )
  const { stdout, exitCode } = await drill.svreset('repair', '--yes')
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('cured: leftover-process (a)')])
  await both(drill, 'a')
  await drill.sh(`while kill -0 ${service} 2>/dev/null || kill -0 ${log} 2>/dev/null; do sleep 0.05; done`)
  expect((await pids(drill, 'by'))[0]).toBe(bystander)
})
