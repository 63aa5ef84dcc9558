import { describe, it } from 'vitest'
import { openLastingDrill, type TestDrill } from '../support/drill.js'
import { eventsOf } from '../support/links.js'
import { lives, pidOf, staging, untilUp } from '../support/staging.js'

const [app, other, idle] = ['/usr/local/app', '/usr/local/other', '/usr/local/idle']

/** app and other are up; idle was never linked. */
async function open(): Promise<TestDrill> {
  const prepare = `${staging}
    for name in app other idle; do service /usr/local/$name; done; ln -s ${app} ${other} /etc/service`
  const drill = await openLastingDrill('empty', { prepare })
  await untilUp(drill, app, other)
  return drill
}

/** Runs a runbook of one command. */
async function order(drill: TestDrill, ...argv: string[]) {
  return await run(drill, { id: 'order', name: 'Give an order', run: argv })
}

async function run(drill: TestDrill, ...steps: readonly object[]) {
  const runbook = { version: 1, name: 'order', title: 'Give an order', steps }
  await drill.sh('printf %s "$1" >/usr/local/order.yaml', JSON.stringify(runbook))
  const result = await drill.svreset('run', '/usr/local/order.yaml', '--yes', '--json')
  const events = eventsOf(result.stdout)
  const [step] = events.filter(({ event }) => event === 'step-finished')
  const [command] = events.filter(({ event }) => event === 'command')
  return { exitCode: result.exitCode, step, command }
}

const untilAnother = (drill: TestDrill, pid: number) =>
  drill.sh(`until svstat ${app} | grep -q ': up (pid' || [ -e ${app}/moved ]; do sleep 0.05; done
    while kill -0 ${pid} 2>/dev/null; do sleep 0.02; done`)

describe.concurrent('svc exits with 0, though nobody has got the order', { timeout: 120_000 }, () => {
  it('the step fails at once and says why; the others have got it', async ({ expect }) => {
    await using drill = await open()
    const before = await pidOf(drill, other)
    const { exitCode, step } = await order(drill, 'svc', '-t', idle, '/usr/local/nosuch', other)
    expect(exitCode).toBe(1)
    expect(step).toMatchObject({
      status: 'failed',
      error: `unable to deliver the order svc -t: ${idle}: no supervise runs there; /usr/local/nosuch: no supervise runs there`,
    })
    await drill.sh(`while kill -0 ${before} 2>/dev/null; do sleep 0.02; done`)
  })

  it('the step does not wait for what cannot come', async ({ expect }) => {
    await using drill = await open()
    const verify = { uses: 'services.stopped', deadline: '5m' }
    const stop = { id: 'stop', name: 'Stop all', run: ['svc', '-h', idle], verify }
    const { exitCode, step } = await run(drill, stop)
    expect([exitCode, step?.status]).toEqual([1, 'failed'])
  })

  it('an order to end where nobody runs is carried out already', async ({ expect }) => {
    await using drill = await open()
    const { exitCode, command } = await order(drill, 'svc', '-dx', idle)
    expect([exitCode, command?.exitCode]).toEqual([0, 0])
  })

  for (const [name, script] of [
    ['control is gone', 'rm supervise/control'],
    ['control is another FIFO', 'rm supervise/control; mkfifo supervise/control'],
    ['supervise/ was moved away', 'mv supervise elsewhere; : >moved'],
  ] as const) {
    it(`${name}: the supervise there gets it all the same, through what it holds`, async ({ expect }) => {
      await using drill = await open()
      const [before, bystander] = [await pidOf(drill, app), await pidOf(drill, other)]
      await drill.sh(`cd ${app}; ${script}`)
      expect((await order(drill, 'svc', '-t', app)).exitCode).toBe(0)
      const told = await drill.sh('cat /var/lib/svreset/runs/*/journal.jsonl')
      expect(told).toMatch(/svc could not reach its supervise; it sent t to supervise, pid \d+,/)
      await untilAnother(drill, before)
      expect(await lives(drill, bystander)).toBe(true)
    })
  }
})
