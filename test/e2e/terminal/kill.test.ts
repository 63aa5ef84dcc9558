import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { openScreen } from '../support/screen.js'
import { lives, pidOf, staging, untilUp } from '../support/staging.js'

/** It ignores SIGTERM until somebody says that it may go. */
const prepare = `${staging}
service /usr/local/stubborn 'trap "" TERM; until [ -e /etc/go ]; do sleep 0.1; done'
ln -s /usr/local/stubborn /etc/service/`

async function openStubborn() {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, '/etc/service/stubborn')
  return drill
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ')

it('a kill is announced in the plan: when, whom, and what --yes and --no-kill make of it', async () => {
  const drill = await openStubborn()
  const pid = await pidOf(drill, '/etc/service/stubborn')
  const plan = oneLine((await drill.svreset('--dry-run', '--stop-timeout', '7s')).stdout)
  expect(plan).toContain(
    `after 7 s svreset asks whether to kill (SIGKILL) what has not ended; with --yes it kills it stubborn, pid ${pid}, ignores SIGTERM`,
  )
  expect(plan).toMatch(
    /\(7\.1 to 19 s: until svscan starts it again; svreset starts svscan after 10 s if nothing else does; stubborn, pid \d+, ignores SIGTERM\)/,
  )
  const never = oneLine((await drill.svreset('--dry-run', '--stop-timeout', '7s', '--no-kill')).stdout)
  expect(never).toContain('after 7 s the step fails if something has not ended, because of --no-kill')
  const help = oneLine((await drill.svreset('--help')).stdout)
  expect(help).toContain('before svreset asks whether to kill it (SIGKILL); with --yes it kills it')
  expect(help).toContain('--no-kill')
})

it('--no-kill fails instead of killing, with --yes too; what does not stop lives on', async () => {
  const drill = await openStubborn()
  const [pid, links] = [await pidOf(drill, '/etc/service/stubborn'), await linksOf(drill)]
  const { exitCode, stdout } = await drill.svreset('--yes', '--no-kill', '--stop-timeout', '1s')
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('--no-kill: svreset does not kill it')])
  expect(await lives(drill, pid)).toBe(true)
  expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
  expect([await linksOf(drill), await lives(drill, pid)]).toEqual([links, true])
})

it('the question says who it is, how old and what it does; every letter is explained; to wait longer helps', async () => {
  const drill = await openStubborn()
  const pid = await pidOf(drill, '/etc/service/stubborn')
  const screen = await openScreen(drill, 'svreset --stop-timeout 3s; echo "exit $?"')
  for (const step of [1, 2, 3]) {
    await screen.until(new RegExp(`Step ${step} of 14[\\s\\S]*Run it`))
    await screen.answer('y')
  }
  await screen.until(/waiting for stubborn; \d s; at 3 s you are asked/)
  const asked = oneLine(await screen.until(/\[y,w,n,q,\?\]/))
  expect(asked).toMatch(
    new RegExp(
      `stubborn did not stop: /bin/sh \\./run \\(pid ${pid}\\), (sleeping|running)[^?]* old\\. Kill it \\(SIGKILL\\)\\?`,
    ),
  )
  await screen.answer('?')
  const explained = oneLine(await screen.until(/q {2}the same as n/))
  for (const words of ['y kill it now', 'w wait longer', 'n do not kill it: the step fails', '? explain'])
    expect(explained).toContain(words)
  await screen.answer('w')
  await screen.until(/at 6 s you are asked/)
  await screen.until(/Kill it[\s\S]*Kill\s+it[\s\S]*Kill\s+it[^\]]*\]\s*$/)
  await screen.answer('w')
  await drill.sh('touch /etc/go')
  const after = await screen.until(/✔ Stop every service[\s\S]*Step [58] of 14/)
  expect(after).not.toContain('killed')
  await screen.answer('q')
  await screen.answer('u')
  await screen.until(/exit \d/)
})

it('the time that somebody thinks about a question is not the duration of the step', async () => {
  const drill = await openStubborn()
  const screen = await openScreen(drill, 'svreset --stop-timeout 300ms; echo "exit $?"')
  for (const step of [1, 2, 3]) {
    await screen.until(new RegExp(`Step ${step} of 14[\\s\\S]*Run it`))
    await screen.answer('y')
  }
  await screen.until(/\[y,w,n,q,\?\]/)
  const asked = Date.now()
  await drill.sh('sleep 4')
  await screen.answer('y')
  await screen.until(/Step [58] of 14/)
  expect(Date.now() - asked).toBeGreaterThan(4_000)
  const took = await drill.sh(
    `sed -n 's/.*"event":"outcome","step":"stop".*"durationMs":\\([0-9]*\\).*/\\1/p' /var/lib/svreset/runs/*/journal.jsonl`,
  )
  expect(took).toMatch(/^\d+\n$/)
  expect(Number(took)).toBeLessThan(3_500)
})
