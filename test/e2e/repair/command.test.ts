import { describe, it } from 'vitest'
import { checkJson } from '../support/check.js'
import { openLastingDrill, type TestDrill } from '../support/drill.js'
import { eventsOf, linkNames, linksOf } from '../support/links.js'
import { expectRefusal, fingerprint } from '../support/staging.js'
import { atTerminal } from '../support/terminal.js'

const noTrace = (drill: TestDrill) => drill.sh('[ ! -e /var/lib/svreset ] || find /var/lib/svreset')

/** init's svscanboot, and one more that somebody has started apart from any shell. */
const twoSvscanboots = `
setsid svscanboot </dev/null >/dev/null 2>&1 &
until [ "$(pgrep -x svscan | wc -l)" = 2 ]; do sleep 0.05; done
sleep 6`

describe.concurrent('svreset repair', () => {
  it('does nothing where nothing is wrong', async ({ expect }) => {
    await using drill = await openLastingDrill('happy')
    const { stdout, exitCode } = await drill.svreset('repair', '--yes')
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^HAPPY: .*\nNothing to repair\.\n$/s)])
    const json = await drill.svreset('repair', '--yes', '--json')
    expect(eventsOf(json.stdout)).toMatchObject([
      { event: 'findings', verdict: 'happy', findings: [] },
      { event: 'run-finished', status: 'done', cured: [], left: [], new: [] },
    ])
    expect(await noTrace(drill)).toBe('')
  })

  it('says with --dry-run what it would do and whom that interrupts, and touches nothing', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('supervise-orphaned')
    const before = await fingerprint(drill)
    const { stdout, exitCode } = await drill.svreset('repair', '--dry-run')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/interrupts tinydns \(0\.3 to 5 s: .*\); 1 service keeps\s+running/s)
    expect(stdout).toContain("wait until just before svscan's next scan")
    expect(await fingerprint(drill)).toBe(before)
    expect(await noTrace(drill)).toBe('')
  })

  it('refuses a plan that interrupts more than --max-interrupt allows', async ({ expect }) => {
    await using drill = await openLastingDrill('supervise-orphaned')
    const before = await fingerprint(drill)
    const { stdout, stderr, exitCode } = await drill.svreset(
      'repair',
      '--yes',
      '--max-interrupt',
      '0',
      '--quiet',
    )
    expectRefusal(
      { stdout, stderr: withoutWait(stderr), exitCode },
      'the plan interrupts 1 service',
      'tinydns',
    )
    expect(await fingerprint(drill)).toBe(before)
    expect((await drill.svreset('repair', '--yes', '--max-interrupt', '1')).exitCode).toBe(0)
  })

  it('limits itself to the services that are named', async ({ expect }) => {
    await using drill = await openLastingDrill('service-paused')
    const other = await drill.svreset('repair', 'nginx', '--yes')
    expect([other.exitCode, other.stdout]).toEqual([0, expect.stringContaining('Nothing to repair.')])
    expect((await checkJson(drill)).verdict).toBe('warning')
    expect((await drill.svreset('repair', 'no-such-service')).exitCode).toBe(2)
    expect((await drill.svreset('repair', 'tinydns', '--yes')).exitCode).toBe(0)
    expect((await checkJson(drill)).verdict).toBe('happy')
  })

  it('leaves to a person what is a person’s: names the file and the last lines of the log, and exits with 1', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('service-restarting')
    const { stdout, exitCode } = await drill.svreset('repair', '--yes')
    expect(exitCode).toBe(1)
    expect(stdout).toContain('Left to you:')
    expect(stdout).toMatch(/The last lines of its log:\n( .*unable to bind to port 53: address in use\n)+/)
    expect(await noTrace(drill)).toBe('')
  })

  it('says afterwards too that something is left', async ({ expect }) => {
    await using drill = await openLastingDrill('service-stuck-stopping')
    const { exitCode } = await drill.svreset('repair', '--yes')
    const run = (await drill.sh('ls /var/lib/svreset/runs')).trim()
    const { stdout } = await drill.svreset('runs', run)
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('done: it could not cure everything')])
    expect(stdout).toMatch(/svreset check\s+shows the state of the system now/)
  })

  it('says that it goes on with a reset where nothing smaller cures, and why; not for one service alone', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('happy')
    await drill.sh(twoSvscanboots)
    const one = await drill.svreset('repair', 'nginx', '--yes', '--quiet')
    expectRefusal({ ...one, stderr: withoutWait(one.stderr) }, 'unable to repair only these services')
    const { stdout, exitCode } = await drill.svreset('repair', '--yes')
    expect([exitCode, (await checkJson(drill)).verdict]).toEqual([0, 'happy'])
    expect(stdout).toMatch(
      /Needs a reset \(svreset\) now:\n.*svscan-duplicate\)\n {4}each of them has a svscanboot/s,
    )
    expect(stdout).toContain('Reset daemontools')
    expect(stdout).toContain('cured: svscan-duplicate')
  })

  it('ends the svscan below a svscanboot that was typed into a shell, and hands its services over', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('happy')
    const shell = drill.spawn(['sh', '-c', 'svscanboot </dev/null >/dev/null 2>&1; sleep 1000'])
    await drill.sh(`until [ "$(pgrep -x svscan | wc -l)" = 2 ]; do sleep 0.05; done; sleep 6`)
    const { stdout, exitCode } = await drill.svreset('repair', '--yes')
    expect(exitCode, stdout).toBe(0)
    expect((await checkJson(drill)).verdict).toBe('happy')
    shell.kill('SIGKILL')
  })

  it('puts a link that it has removed back with svreset restore', async ({ expect }) => {
    await using drill = await openLastingDrill('link-dangling')
    const before = await linkNames(drill)
    expect((await drill.svreset('repair', '--yes')).exitCode).toBe(0)
    expect(await linkNames(drill)).toEqual(before.filter(name => !name.startsWith('gone')))
    // It was meant: no later run is kept from starting.
    expect((await drill.svreset('repair', '--yes')).exitCode).toBe(0)
    expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
    expect(await linkNames(drill)).toEqual(before)
  })

  it('asks at a terminal before each step, and lets a link be', async ({ expect }) => {
    await using drill = await openLastingDrill('link-dangling')
    const terminal = atTerminal(drill, 'svreset repair')
    await terminal.answer(1, 'y')
    await terminal.answer(2, 's')
    await terminal.answer(3, 'y')
    const { exitCode, screen } = await terminal.ended()
    expect(screen).toContain('rm gone')
    expect([exitCode, (await linkNames(drill)).filter(name => name.startsWith('gone')).length]).toEqual([
      1, 1,
    ])
  })

  it('undoes at a prompt what it has done, with the link that is out', async ({ expect }) => {
    await using drill = await openLastingDrill('log-not-picked-up')
    const before = await linksOf(drill)
    const terminal = atTerminal(drill, 'svreset repair')
    await terminal.answer(1, 'y')
    await terminal.answer(2, 'y')
    await drill.sh('until [ ! -e /etc/service/tinydns ]; do sleep 0.05; done')
    await terminal.answer(3, 'q')
    await terminal.answerTo('undo what was done', 'u')
    const { exitCode, screen } = await terminal.ended()
    expect([exitCode, screen]).toEqual([4, expect.stringContaining('undone: 1 link put back')])
    expect(await linksOf(drill)).toEqual(before)
    expect((await drill.svreset('resume', '--yes')).stdout).toContain('no run is unfinished')
  })

  it('goes on with svreset resume where it was killed while a link was out', async ({ expect }) => {
    await using drill = await openLastingDrill('log-not-picked-up')
    const child = drill.spawn(['svreset', 'repair', '--yes'], { stdio: 'ignore' })
    // Listened for from the start: it may be over before the shell that kills it is.
    const ended = new Promise(resolve => child.once('exit', resolve))
    await drill.sh(
      `until [ ! -e /etc/service/tinydns ]; do sleep 0.01; done; pkill -KILL -f '[m]ain.js repair'`,
    )
    await ended
    const again = await drill.svreset('repair', '--yes')
    expect([again.exitCode, again.stderr]).toEqual([3, expect.stringContaining('svreset resume')])
    const { exitCode, stdout } = await drill.svreset('resume', '--yes')
    expect(exitCode, stdout).toBe(0)
    expect((await checkJson(drill)).verdict).toBe('happy')
  })
})

function withoutWait(stderr: string): string {
  return stderr.replace(/^svreset: checking again.*\n/, '')
}
