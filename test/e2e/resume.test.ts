import { describe, expect, it } from 'vitest'
import { openDrill } from './support/drill.js'
import { killAt } from './support/killed.js'
import { linkNames, linksOf } from './support/links.js'
import { untilUp } from './support/staging.js'

describe('svreset resume', () => {
  it.each(['stop', 'svscan', 'links', 'restart', 'happy'])(
    'goes on after a kill -9 at step %s',
    async step => {
      const drill = await openDrill('happy')
      const before = await linksOf(drill)
      await killAt(drill, step)
      const { stdout, exitCode } = await drill.svreset('resume', '--yes')
      expect(stdout).toContain('all links are in place')
      expect(exitCode).toBe(0)
      expect(await linksOf(drill)).toEqual(before)
      const again = await drill.svreset('resume', '--yes')
      expect(again).toMatchObject({ exitCode: 0, stdout: 'Nothing to resume: no run is unfinished.\n' })
      expect((await drill.svreset('check')).exitCode).toBe(0)
    },
  )

  it('refuses a new run while one is unfinished, and names the way out', async () => {
    const drill = await openDrill('happy')
    await killAt(drill, 'stop')
    const { exitCode, stderr } = await drill.svreset('--yes')
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/next: svreset resume \S+ .*\n +svreset restore \S+/)
    expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
    // Until then a supervise may still end or begin between the plan and a step.
    await untilUp(drill, '/etc/service/dnscache', '/etc/service/nginx', '/etc/service/tinydns')
    const again = await drill.svreset('--yes')
    expect(again.exitCode, again.stdout + again.stderr).toBe(0)
  })

  it('does not take away with --yes what a person has put back meanwhile', async () => {
    const drill = await openDrill('happy')
    const before = await linkNames(drill)
    await killAt(drill, 'stop')
    await drill.sh('ln -s /usr/local/nginx /etc/service/nginx')
    const { exitCode, stderr } = await drill.svreset('resume', '--yes')
    expect(exitCode).toBe(3)
    expect(stderr).toContain('nginx')
    expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
    expect(await linkNames(drill)).toEqual(before)
  })

  it.each([
    ['--stop-timeout', '1s'],
    ['--param', 'stop_timeout=1s'],
  ])('takes %s in the place of that of the run', async (...option) => {
    // The run waits an hour for a service that ignores TERM.
    const drill = await openDrill('run-unfinished')
    const { exitCode, stderr } = await drill.svreset('resume', '--yes', ...option)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(await linkNames(drill)).toEqual(['nginx -> /usr/local/nginx', 'tinydns -> /usr/local/tinydns'])
  })
})
