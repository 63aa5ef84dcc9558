import { expect, it } from 'vitest'
import { openDrill, type Result, type TestDrill } from '../support/drill.js'
import { eventsOf } from '../support/links.js'
import { lives, pidOf, staging, untilUp } from '../support/staging.js'

const marker = '/usr/local/marker'

/** `mine` belongs to a user, as does what is in it but for what supervise has made; `other` is root's. */
const prepare = `${staging}
for name in mine other; do service /usr/local/$name; ln -s /usr/local/$name /etc/service/$name; done
chown -R 65534 /usr/local/mine
printf precious >${marker}`

const [mine, other] = ['/usr/local/mine', '/usr/local/other']

async function open(prepared = prepare): Promise<TestDrill> {
  const drill = await openDrill('empty', { prepare: prepared })
  await untilUp(drill, '/etc/service/mine', '/etc/service/other')
  return drill
}

/** A runbook of one command. */
async function order(drill: TestDrill, ...argv: string[]): Promise<Result> {
  const steps = [{ id: 'order', name: 'Give an order', run: argv }]
  const runbook = { version: 1, name: 'order', title: 'Give an order', steps }
  await drill.sh('printf %s "$1" >/usr/local/order.yaml', JSON.stringify(runbook))
  return drill.svreset('run', '/usr/local/order.yaml', '--yes', '--json')
}

const outcomeOf = ({ stdout }: Result) => eventsOf(stdout).filter(({ event }) => event === 'step-finished')

/** What whoever owns a service directory can put where svc looks: none of it is followed. */
const bait = {
  'control is a link to a file': `mv supervise held; mkdir supervise; ln -s ${marker} supervise/control`,
  'control is a file': `mv supervise held; mkdir supervise; cp -p ${marker} supervise/control`,
  'supervise leads to that of another service': `mv supervise held; ln -s ${other}/supervise supervise`,
  'control leads to that of another service': `mv supervise held; mkdir supervise; ln -s ${other}/supervise/control supervise/control`,
} as const

it.each(Object.entries(bait))(
  '%s, in a directory of a user: the order goes to the FIFO that supervise holds',
  async (_, script) => {
    const drill = await open()
    const [before, another] = [await pidOf(drill, mine), await pidOf(drill, other)]
    await drill.sh(`cd ${mine}; ${script}`)
    const result = await order(drill, 'svc', '-t', mine)
    expect([result.exitCode, result.stderr]).toEqual([0, ''])
    // It has ended, and another has begun.
    await drill.sh(
      'while kill -0 "$1" 2>/dev/null; do sleep 0.02; done; until pgrep -P "$2"; do sleep 0.02; done',
      String(before),
      (await drill.sh(`pgrep -fx 'supervise mine'`)).trim(),
    )
    // Not by svstat: its status file may be written by the supervise of `mine` now.
    expect(await lives(drill, another)).toBe(true)
    expect(await drill.sh(`cat ${marker}`)).toBe('precious')
    expect(await drill.sh(`[ ! -f ${mine}/supervise/control ] || cat ${mine}/supervise/control`)).toMatch(
      /^(precious)?$/,
    )
  },
)

it.each([
  ['a link to a file', `ln -s ${marker}`],
  ['a file', `cp ${marker}`],
])(
  'control is %s, and no supervise runs there: svc is not run, the step fails with words',
  async (_, make) => {
    const drill = await open()
    await drill.sh(`mkdir -p /usr/local/idle/supervise; ${make} /usr/local/idle/supervise/control`)
    const result = await order(drill, 'svc', '-dx', other, '/usr/local/idle')
    expect(result.exitCode).toBe(1)
    const error = expect.stringContaining(
      'unable to run svc on /usr/local/idle: its supervise/control is not a FIFO',
    )
    expect(outcomeOf(result)).toMatchObject([{ status: 'failed', error }])
    expect(await drill.sh(`cat ${marker} /usr/local/idle/supervise/control`)).toBe('preciousprecious')
    expect(await drill.sh(`svstat ${other}`)).toContain(': up')
  },
)

it('where only root can write, svc itself is run, through the link of Debian’s layout too', async () => {
  const drill = await open(`${prepare}
    mkdir -p /var/lib/supervise; chmod 755 /var/lib/supervise
    ln -s /var/lib/supervise/other ${other}/supervise`)
  const before = await pidOf(drill, other)
  const result = await order(drill, 'svc', '-t', other)
  expect(result.exitCode).toBe(0)
  const [command] = eventsOf(result.stdout).filter(({ event }) => event === 'command')
  expect(command).toMatchObject({ argv: ['svc', '-t', other], exitCode: 0 })
  await drill.sh('while kill -0 "$1" 2>/dev/null; do sleep 0.02; done', String(before))
})

it('the control FIFO is told by what it is: a redeployed service of Debian’s layout is ended in order', async () => {
  const drill = await open(`${prepare}
    chown -R 0 ${mine}; mkdir -p /usr/local/state; ln -s /usr/local/state/other ${other}/supervise`)
  const before = await pidOf(drill, other)
  await drill.sh(`cp -a ${other} ${other}.new; rm -rf ${other}; mv ${other}.new ${other}`)
  const { exitCode, stdout } = await drill.svreset('repair', '--yes')
  expect(exitCode, stdout).toBe(0)
  expect(await drill.sh('cat /var/lib/svreset/runs/*/journal.jsonl')).not.toContain('SIGKILL')
  await drill.sh('! kill -0 "$1" 2>/dev/null', String(before))
  await untilUp(drill, '/etc/service/other')
})

it('a reset of services whose directories others may write ends and starts them like any other', async () => {
  const drill = await open()
  await drill.sh(`mkdir ${mine}/log; printf '#!/bin/sh\\nexec cat >/dev/null\\n' >${mine}/log/run
    chmod 755 ${mine}/log/run; chown -R 65534 ${mine}/log; chmod 777 ${other}`)
  const before = [await pidOf(drill, mine), await pidOf(drill, other)]
  const { exitCode, stdout, stderr } = await drill.svreset('--yes')
  expect(exitCode, stdout + stderr).toBe(0)
  await untilUp(drill, '/etc/service/mine', '/etc/service/other', '/etc/service/mine/log')
  for (const pid of before) await drill.sh('! kill -0 "$1" 2>/dev/null', String(pid))
  const runs = await drill.sh('svreset runs --verbose "$(ls /var/lib/svreset/runs)"')
  expect(runs).toContain('others may write here, so svreset did not run svc')
})
