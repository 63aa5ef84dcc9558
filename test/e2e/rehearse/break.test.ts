import { expect, it } from 'vitest'
import { checkJson } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'

async function broken(drill: TestDrill, ...argv: string[]) {
  const { stdout, stderr, exitCode } = await drill.run(['svreset', 'rehearse', '--json', ...argv], {
    timeout: 180_000,
  })
  if (stdout === '') throw new Error(`exit code ${exitCode}: ${stderr}`)
  const { broken: found, status, steps } = JSON.parse(stdout)
  return { exitCode, status, steps, how: found.how, attempts: found.attempts }
}

const back = [
  { command: 'svreset resume', shape: true },
  { command: 'svreset restore', shape: true },
]

it.each(['remove', 'stop', 'links', 'restart'])(
  'killed in the middle of step %s: resume and restore bring the system back',
  async step => {
    const drill = await openDrill('happy')
    const report = await broken(drill, '--kill', step)
    expect(report).toMatchObject({ exitCode: 0, status: null, how: 'kill', attempts: back })
    expect(report.steps.find((each: { step: string }) => each.step === step).status).toBe('cut-off')
    expect((await checkJson(drill)).verdict).toBe('happy')
  },
  240_000,
)

it('a step fails, in a repair as well', async () => {
  const drill = await openDrill('supervise-unreachable')
  const report = await broken(drill, 'repair', '--fail', 'renew')
  expect(report).toMatchObject({ exitCode: 0, status: 'failed', how: 'fail' })
  expect(report.attempts.map(({ shape }: { shape: boolean }) => shape)).toEqual([true, true])
}, 240_000)

it('a service that does not stop is killed; with --no-kill the run fails, and comes back', async () => {
  const drill = await openDrill('happy')
  const killed = await broken(drill, '--hang', 'nginx', '--stop-timeout', '2s')
  expect(killed).toMatchObject({ exitCode: 0, status: 'done', how: 'hang', attempts: [] })
  const kept = await broken(drill, '--hang', 'nginx', '--stop-timeout', '2s', '--no-kill')
  expect(kept.status).toBe('failed')
  expect(kept.attempts.map(({ command }: { command: string }) => command)).toEqual([
    'svreset resume',
    'svreset restore',
  ])
}, 240_000)

it('refuses a step, or a service, that is not there, and two at once; --break is for copies only', async () => {
  const drill = await openDrill('happy')
  const said = async (...argv: string[]) => {
    const { exitCode, stderr } = await drill.svreset(...argv)
    return `${exitCode} ${stderr.split('\n').find(line => line.includes('error:'))}`
  }
  expect(await said('rehearse', '--kill', 'stpo')).toBe(
    '2 svreset: error: unable to break stpo: no such step',
  )
  expect(await said('rehearse', '--hang', 'apache')).toBe(
    '2 svreset: error: unable to break apache: no such service',
  )
  expect(await said('rehearse', '--hang', 'nginx', '--fail', 'stop')).toMatch(/^2 .*more than one thing/)
  expect(await said('--yes', '--break', 'kill:stop')).toBe('2 svreset: error: unable to use --break here')
  expect((await checkJson(drill)).verdict).toBe('happy')
})
