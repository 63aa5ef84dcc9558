import { beforeEach, expect, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import { lacksEncore, openEncore, untilSays } from '../support/encore.js'
import { skipWithout } from '../support/lacks.js'
import { pidOf } from '../support/staging.js'

beforeEach(context => skipWithout(context, lacksEncore))

/** Takes so many seconds whatever anybody says, and notes that it began and ended. */
const slowStop = (seconds: number) => `
  service /usr/local/slow
  program /usr/local/slow/stop 'echo began >>/usr/local/slow/stops; trap "" TERM
    sleep ${seconds} & wait $!; echo ended >>/usr/local/slow/stops'
  ln -s /usr/local/slow /etc/service/slow`

it('a stop that runs is not stuck, and a reset neither kills it nor runs it again', {
  timeout: 90_000,
}, async () => {
  const drill = await openEncore(slowStop(6))
  await untilSays(drill, 'slow', 'running')
  await drill.sh('svc -d /etc/service/slow')
  await untilSays(drill, 'slow', 'want down, stopped')
  const during = await checkJson(drill)
  expect([during.verdict, causes(during.findings)]).toEqual(['happy', []])
  expect(during.services[0]).toMatchObject({ note: expect.stringContaining('runs its ./stop') })
  expect((await drill.svreset('repair', '--yes', '--stop-timeout', '1s')).stdout).toContain(
    'Nothing to repair',
  )
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(exitCode, stdout).toBe(0)
  expect(stdout).not.toMatch(/: killed$/m)
  expect(await drill.sh('cat /usr/local/slow/stops')).toBe('began\nended\n')
})

it('a stop that a reset has caused has time of its own', { timeout: 90_000 }, async () => {
  const drill = await openEncore(slowStop(6))
  await untilSays(drill, 'slow', 'running')
  const { stdout, exitCode } = await drill.svreset('--yes', '--stop-timeout', '3s')
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain('slow still runs its ./stop')
  expect(stdout).not.toMatch(/: killed$/m)
  expect(await drill.sh('cat /usr/local/slow/stops')).toBe('began\nended\n')
})

it('a service that ignores SIGTERM is stuck here as elsewhere', { timeout: 60_000 }, async () => {
  const drill = await openEncore(
    `service /usr/local/deaf 'trap "" TERM; while :; do sleep 1; done'; ln -s /usr/local/deaf /etc/service/`,
  )
  await untilSays(drill, 'deaf', 'running')
  await drill.sh('svc -d /etc/service/deaf')
  await untilSays(drill, 'deaf', 'want down, stopping')
  await drill.sh(
    'until [ $(($(date +%s) - $(stat -c %Y /usr/local/deaf/supervise/status))) -ge 2 ]; do sleep 0.1; done',
  )
  const { stdout } = await drill.svreset('repair', '--yes', '--stop-timeout', '1s')
  expect(stdout).toContain('cured: service-stuck-stopping (deaf)')
  await untilSays(drill, 'deaf', 'down .*stopped')
})

it('what exits with 100 is left to a person, and keeps no reset waiting', { timeout: 60_000 }, async () => {
  const drill = await openEncore(`
    service /usr/local/never 'exit 100'; service /usr/local/good
    ln -s /usr/local/never /usr/local/good /etc/service/`)
  await untilSays(drill, 'never', 'failed')
  await untilSays(drill, 'good', 'running')
  const { findings } = await checkJson(drill)
  expect(causes(findings)).toEqual(['service-down never'])
  expect(findings[0]?.remedy).toMatch(/^find out why it gave up; svc -u \/usr\/local\/never starts it again$/)
  const { stdout } = await drill.svreset('repair', '--yes')
  expect(stdout).toContain('can cure none of this')
  const started = performance.now()
  const reset = await drill.svreset('--yes')
  expect(reset.exitCode, reset.stdout + reset.stderr).toBe(0)
  expect(performance.now() - started).toBeLessThan(30_000)
  expect(causes((await checkJson(drill)).findings)).toEqual(['service-down never'])
})

it('what gives up only after a reset fails that reset, at once', { timeout: 60_000 }, async () => {
  const drill = await openEncore(`
    service /usr/local/once 'mkdir /usr/local/once/made || exit 100; exec sleep 1000000'
    ln -s /usr/local/once /etc/service/`)
  await untilSays(drill, 'once', 'running')
  const started = performance.now()
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/not yet: once/)
  expect(performance.now() - started).toBeLessThan(30_000)
})

it('start without run is done, start before run is waited for, a notice is not the service', {
  timeout: 90_000,
}, async () => {
  const drill = await openEncore(`
    mkdir -p /usr/local/only; program /usr/local/only/start 'echo up >>/usr/local/only/seen'
    program /usr/local/only/stop 'echo down >>/usr/local/only/seen'
    service /usr/local/first; program /usr/local/first/start 'sleep 2'
    service /usr/local/told; program /usr/local/told/notify 'exec 2>&1; sleep 4'
    ln -s /usr/local/only /usr/local/first /usr/local/told /etc/service/`)
  await untilSays(drill, 'only', 'started')
  await untilSays(drill, 'first', 'running')
  await untilSays(drill, 'told', 'running')
  expect(causes((await checkJson(drill)).findings)).toEqual([])
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(exitCode, stdout).toBe(0)
  expect(await drill.sh('cat /usr/local/only/seen')).toBe('up\ndown\nup\n')
  expect(await pidOf(drill, '/etc/service/first')).toBeGreaterThan(0)

  await drill.sh(
    'svc -d /etc/service/told; until pgrep -f "./notify run killed" >/dev/null; do sleep 0.02; done',
  )
  const { findings, services } = await checkJson(drill)
  expect(causes(findings)).toEqual(['service-wanted-down told'])
  expect(services.find(({ name }) => name === 'told')).toMatchObject({ state: 'down', pid: null })
})
