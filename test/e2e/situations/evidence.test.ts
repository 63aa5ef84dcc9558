import { describe, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import { openLastingDrill } from '../support/drill.js'

const title = 'tr "\\0" "\\n" </proc/$(pgrep -x readproctitle)/cmdline'

describe.concurrent('the title of readproctitle is evidence', { timeout: 120_000 }, () => {
  it('stays while errors come again, and nothing is said to be cured', async ({ expect }) => {
    await using drill = await openLastingDrill('happy')
    // Nothing that svreset knows is wrong: somebody writes to the pipe again and again.
    await drill.sh(
      `setsid sh -c 'while :; do echo "svscan: warning: unable to do something: temporary failure"; sleep 4; done' >/proc/$(pgrep -x readproctitle)/fd/0 2>/dev/null </dev/null &`,
    )
    await drill.sh(`until ${title} | grep -q 'unable to do something'; do sleep 0.1; done`)
    const { stdout, exitCode } = await drill.run(['svreset', 'repair', '--yes'], { timeout: 90_000 })
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('errors keep coming')])
    expect(stdout).not.toMatch(/^.*cured: /m)
    expect(await drill.sh(title)).toContain('unable to do something')
    expect(causes((await checkJson(drill)).findings)).toEqual(['readproctitle-errors'])
  })

  it('goes when they do not, and what stood there is in the journal', async ({ expect }) => {
    await using drill = await openLastingDrill('happy')
    await drill.sh(
      `echo 'svscan: warning: unable to do something: temporary failure' >/proc/$(pgrep -x readproctitle)/fd/0`,
    )
    await drill.sh(`until ${title} | grep -q 'unable to do something'; do sleep 0.1; done`)
    expect((await drill.svreset('repair', '--yes')).exitCode).toBe(0)
    expect(await drill.sh('cat /var/lib/svreset/runs/*/journal.jsonl')).toContain('unable to do something')
    expect((await checkJson(drill)).findings).toEqual([])
  })
})
