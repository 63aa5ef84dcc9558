import { describe, it } from 'vitest'
import { checkJson } from '../support/check.js'
import { openLastingDrill, type TestDrill } from '../support/drill.js'

const pidOf = (drill: TestDrill, name: string) =>
  drill.sh(`svstat /etc/service/${name} | sed -n 's/.*(pid \\([0-9]*\\)).*/\\1/p'`)

/** The verdict, and what is told of each service beside it. */
async function verdictAndNotes(drill: TestDrill): Promise<[string, number, unknown[]]> {
  const { verdict, exitCode, services } = await checkJson(drill)
  return [verdict, exitCode, services.flatMap(({ name, note }) => (note === undefined ? [] : [name, note]))]
}

const untilSaved = 'until [ -s /usr/local/saved ]; do sleep 0.1; done; cat /usr/local/saved'

describe.concurrent('what somebody has ordered', { timeout: 120_000 }, () => {
  it('to run once, and has ended: is told, and stays down', async ({ expect }) => {
    await using drill = await openLastingDrill('once')
    const note = expect.stringMatching(
      /run once \(svc -o\), and has ended; svc -u \/usr\/local\/tinydns starts it again/,
    )
    expect(await verdictAndNotes(drill)).toEqual(['happy', 0, ['tinydns', note]])
    const { stdout, exitCode } = await drill.svreset('repair', '--yes')
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/Nothing to repair\.\n$/)])
    expect(await pidOf(drill, 'tinydns')).toBe('')
    expect((await drill.svreset('check', '--no-color')).stdout).toContain(
      'as ordered: tinydns was told to run once',
    )
  })

  it('to stop, a moment ago: has its time, and saves what it has', async ({ expect }) => {
    await using drill = await openLastingDrill('saving')
    const pid = (await pidOf(drill, 'tinydns')).trim()
    const note = expect.stringMatching(`^was told to stop \\d+ s ago, and pid ${pid} has not ended yet$`)
    expect(await verdictAndNotes(drill)).toEqual(['happy', 0, ['tinydns', note]])
    const { stdout, exitCode } = await drill.svreset('repair', '--yes')
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/Nothing to repair\.\n$/)])
    expect(await drill.sh(untilSaved)).toBe('saved\n')
  })

  it('to stop, a moment ago: has as much time in a reset', async ({ expect }) => {
    await using drill = await openLastingDrill('saving')
    const { stdout, exitCode } = await drill.run(['svreset', '--yes'], { timeout: 100_000 })
    expect(exitCode, stdout).toBe(0)
    expect(stdout.replace('killed: nothing', '')).not.toContain('killed')
    expect(await drill.sh('cat /usr/local/saved')).toBe('saved\n')
  })

  it('to stop, longer ago than --stop-timeout: is asked about by name, with what it is doing', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('service-stuck-stopping')
    const nginx = await pidOf(drill, 'nginx')
    const early = await drill.svreset('repair', '--yes', '--stop-timeout', '5m')
    expect([early.exitCode, early.stdout]).toEqual([0, expect.stringMatching(/Nothing to repair\.\n$/)])
    const { findings } = await checkJson(drill)
    expect(findings).toMatchObject([
      { id: 'service-stuck-stopping', evidence: { does: expect.stringMatching(/^(sleeping|running)/) } },
    ])
    const { stdout } = await drill.svreset('repair', '--dry-run')
    expect(stdout).toMatch(
      /what it does: \/bin\/sh .\/run \(pid \d+\), sleeping in\s\w+;\s+below\s+it:\s+sleep\s+1/,
    )
    expect((await drill.svreset('repair', '--yes')).exitCode).toBe(1)
    expect([await pidOf(drill, 'tinydns'), await pidOf(drill, 'nginx')]).toEqual(['', nginx])
  })

  it('in a reset: what does not stop in time is named, with what it is doing, before it is killed', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('service-stuck-stopping')
    const { stdout, exitCode } = await drill.svreset('--yes', '--stop-timeout', '1s')
    expect(exitCode, stdout).toBe(0)
    expect(stdout).toMatch(/note: tinydns .* ignored SIGTERM: killed/)
  })
})
