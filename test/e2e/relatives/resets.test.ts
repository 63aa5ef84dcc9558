import { beforeEach, describe, expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { skipWithout } from '../support/lacks.js'
import { linksOf } from '../support/links.js'
import { lacks } from '../support/relatives.js'
import { openScanned, running, scanners, untilRunning } from '../support/scanners.js'

const up = ['a', 'b', 'hand', 'slow', 'other', 'solid']
const linked = ['a', 'b', 'hand', 'slow']

/** Of the programs of services: nobody is left of those before, and nobody runs twice. */
const programs = (drill: TestDrill) =>
  drill.sh("ps -A -o ppid=,args= | grep -cE '^ *[0-9]+ (sleep 1000000|/bin/sh ./run)' || :")

describe.each(scanners)('a reset of $family', scanner => {
  const { family, runbook, supervisor } = scanner
  beforeEach(context => skipWithout(context, lacks(family)))

  it('starts all anew, once, and touches nothing else', { timeout: 90_000 }, async () => {
    const drill = await openScanned(scanner)
    const before = await untilRunning(drill, scanner)
    expect(Object.keys(before)).toEqual(up)
    const links = await linksOf(drill)
    const count = await programs(drill)
    // One that was killed has left its service to process 1, and a second one beside it.
    await drill.sh(`kill -9 $(ps -A -o pid=,args= | sed -n 's/^ *\\([0-9]*\\) ${supervisor} b$/\\1/p')
      until [ "$(ps -o ppid= -p ${before.b} | tr -d ' ')" = 1 ]; do sleep 0.02; done`)
    await untilRunning(drill, scanner)
    const { stdout, exitCode } = await drill.svreset('run', runbook, '--yes')
    expect(exitCode, stdout).toBe(0)
    const after = await running(drill, scanner)
    expect(Object.keys(after)).toEqual(up)
    expect(linked.filter(name => after[name] === before[name])).toEqual([])
    expect([after.other, after.solid]).toEqual([before.other, before.solid])
    expect(await linksOf(drill)).toEqual(links)
    expect(await programs(drill)).toBe(count)
  })

  it('does what its dry run says, and says whom that interrupts', { timeout: 90_000 }, async () => {
    const drill = await openScanned(scanner)
    await untilRunning(drill, scanner)
    const events = (text: string) =>
      text
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line))
    const [started] = events((await drill.svreset('run', runbook, '--dry-run', '--json')).stdout)
    type Step = { id: string; commands: { argv: string[] }[] }
    const planned: Step[] = started.plan.steps
    const names = started.plan.interrupted.map(({ service }: { service: string }) => service)
    expect(names.sort()).toEqual(linked)
    expect(Object.keys(await running(drill, scanner))).toEqual(up)

    const wet = events((await drill.svreset('run', runbook, '--yes', '--json')).stdout)
    const said = planned.flatMap(({ id, commands }) => commands.map(({ argv }) => [id, argv]))
    const did = wet.filter(({ event }) => event === 'command').map(({ step, argv }) => [step, argv])
    expect(did).toEqual(said)
    expect(wet.at(-1)).toMatchObject({ event: 'run-finished', status: 'done', links: 'in-place' })
  })

  it('refuses the reset of daemontools, and names this one', { timeout: 60_000 }, async () => {
    const drill = await openScanned(scanner)
    const before = await untilRunning(drill, scanner)
    const { stderr, exitCode } = await drill.svreset('--yes')
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining(`svreset run ${runbook}`)])
    expect(await running(drill, scanner)).toEqual(before)
  })

  it.each(['resume', 'restore'])(
    'killed with all links out, then %s',
    { timeout: 120_000 },
    async command => {
      const drill = await openScanned(scanner)
      const before = await untilRunning(drill, scanner)
      const links = await linksOf(drill)
      await killAt(drill, 'stop', 'run', runbook)
      expect(await linksOf(drill)).toEqual([])
      const { stdout, stderr, exitCode } = await drill.svreset(command, '--yes')
      expect(exitCode, stdout + stderr).toBe(0)
      expect(await linksOf(drill)).toEqual(links)
      const after = await untilRunning(drill, scanner)
      expect(Object.keys(after)).toEqual(up)
      expect([after.other, after.solid]).toEqual([before.other, before.solid])
    },
  )
})

it.each(['reset-runit', 'reset-s6'])('%s is refused where svscan lives: no link goes out', async runbook => {
  const drill = await openDrill('happy')
  const links = await linksOf(drill)
  for (const words of [['--dry-run'], ['--yes']]) {
    const { exitCode, stderr } = await drill.svreset('run', runbook, ...words)
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(
      new RegExp(
        `unable to run ${runbook} on /etc/service: daemontools keeps it\n  reason: svscan, pid \\d+,`,
      ),
    )
  }
  expect(await linksOf(drill)).toEqual(links)
  expect((await drill.svreset('runs')).stdout).toContain('No runs in ')
})
