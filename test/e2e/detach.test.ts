import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from './support/drill.js'
import { eventsOf } from './support/links.js'
import { expectHealthy, staging, untilUp } from './support/staging.js'

async function open(): Promise<TestDrill> {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
      mkfifo /usr/local/typed
      service /usr/local/shell 'exec sh <>/usr/local/typed'; ln -s /usr/local/shell /etc/service/shell`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log', '/etc/service/shell')
  return drill
}

/** Waits until this run has ended, whoever carries it out. */
const ended = (drill: TestDrill, run: string) =>
  drill.sh(
    'until grep -q \'"event":"closed"\' /var/lib/svreset/runs/$1/journal.jsonl; do sleep 0.05; done',
    run,
  )

it('from a shell below supervise carries the reset through that ends this shell', async () => {
  const drill = await open()
  await drill.sh(
    'echo "svreset --detach --yes >/usr/local/out 2>&1" >/usr/local/typed; until grep -q "svreset runs" /usr/local/out; do sleep 0.02; done',
  )
  const run = /svreset runs (\S+)/.exec(await drill.sh('cat /usr/local/out'))?.[1] ?? ''
  await ended(drill, run)
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log', '/etc/service/shell')
  await expectHealthy(drill, 3)
})

it('keeps the time zone in which it was started', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/slow 'trap "until [ -e /etc/go ]; do sleep 0.05; done; exit" TERM; while :; do sleep 0.05; done'
      ln -s /usr/local/slow /etc/service/slow`,
  })
  await untilUp(drill, '/etc/service/slow')
  const { stdout } = await drill.run(['svreset', '--detach', '--yes'], { env: { TZ: 'Asia/Kolkata' } })
  const variables = await drill.sh('tr "\\0" "\\n" <"/proc/$(pgrep -f "^[^ ]*node .*--detached=")/environ"')
  expect(variables).toMatch(/^TZ=Asia\/Kolkata$/m)
  await drill.sh('touch /etc/go')
  await ended(drill, /svreset runs (\S+)/.exec(stdout)?.[1] ?? '')
})

it('says what is wrong as the command itself would, with its exit code; and in JSON which run carries on', async () => {
  const drill = await open()
  const answer = async (...words: string[]) => {
    const { exitCode, stderr } = await drill.svreset(...words)
    return [exitCode, stderr.split('\n')[0]]
  }
  expect(await answer('--detach', '--yes', '--service-dir', '/nowhere')).toEqual(
    await answer('--yes', '--service-dir', '/nowhere'),
  )
  expect(await answer('run', './none.yaml', '--detach', '--yes')).toEqual(
    await answer('run', './none.yaml', '--yes'),
  )
  expect((await answer('--detach'))[0]).toBe(3)
  expect((await drill.svreset('--detach', '--dry-run')).exitCode).toBe(0)
  expect(await drill.sh('ls -A /var/lib/svreset 2>&1 || :')).toContain('No such file')

  const { stdout, exitCode } = await drill.svreset('--detach', '--yes', '--json')
  expect(exitCode).toBe(0)
  const events = eventsOf(stdout)
  expect(events[0]?.event).toBe('run-started')
  const detached = events.find(({ event }) => event === 'detached')
  expect(detached?.run).toBe(events[0]?.run)
  await ended(drill, String(detached?.run))
  await expectHealthy(drill, 3)
})
