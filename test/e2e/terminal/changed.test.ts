import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { eventsOf, linkNames } from '../support/links.js'
import { openScreen } from '../support/screen.js'
import { expectHealthy, staging, untilUp } from '../support/staging.js'

const spare = `${staging}
service /usr/local/spare`
const asked = /The system has changed since the plan was made:\n {2}(.*)\n/

it('a link that appears before anything is done: shown, and planned anew', async () => {
  const drill = await openDrill('happy', { prepare: spare })
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  await screen.until(/Step 1 of 14[\s\S]*Run it/)
  await drill.sh('ln -s /usr/local/spare /etc/service/spare')
  await screen.answer('y')
  const text = await screen.until(/Make a new plan for the system as it is now\?/)
  expect(asked.exec(text)?.[1]).toBe('spare is new: a link to /usr/local/spare')
  await screen.answer('y')
  expect(await screen.until(/ {2}5 links, 5 services[\s\S]*Step 1 of 14[\s\S]*Run it/)).toContain('5 links: ')
  await screen.answer('a')
  expect(await screen.until(/exit \d/)).toContain('exit 0')
  expect(await linkNames(drill)).toHaveLength(5)
})

it('a supervise that was replaced: shown, and nothing is done when told to stop', async () => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  await screen.until(/Step 1 of 14[\s\S]*Run it/)
  const pid = await drill.sh(
    `pid=$(pgrep -xf "supervise tinydns"); kill -9 "$pid"
    until pgrep -xf "supervise tinydns" | grep -qvx "$pid"; do sleep 0.05; done; echo "$pid"`,
  )
  await screen.answer('y')
  const text = await screen.until(/Make a new plan/)
  expect(asked.exec(text)?.[1]).toMatch(
    new RegExp(`^supervise tinydns, pid ${pid.trim()}, was replaced: it is now pid \\d+$`),
  )
  await screen.answer('q')
  expect(await screen.until(/exit \d/)).toContain('exit 4')
  expect((await drill.run(['ls', '/var/lib/svreset'])).exitCode).not.toBe(0)
})

it('a link that appears while links are out: shown; going on leaves it there, and all ends well', async () => {
  const drill = await openDrill('happy', { prepare: spare })
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  await screen.answer('y')
  await screen.until(/Step 2 of 14/)
  await screen.answer('y')
  await screen.until(/Step 3 of 14[\s\S]*Run it/)
  await drill.sh('ln -s /usr/local/spare /etc/service/spare')
  await untilUp(drill, '/etc/service/spare')
  await screen.answer('y')
  const text = await screen.until(/Continue with the system as it is now\?/)
  expect(asked.exec(text)?.[1]).toBe('spare is new: a link to /usr/local/spare')
  await screen.answer('y')
  await screen.until(/now\? \[y,q,\?\] y[\s\S]*Step 3 of 14[\s\S]*Run it/)
  await screen.answer('a')
  expect(await screen.until(/exit \d/)).toContain('exit 0')
  expect(await linkNames(drill)).toHaveLength(5)
  await expectHealthy(drill, 9)
})

/** What it leaves behind when it is stopped: a sleep of its own, that must be ended. */
const leaves = `${staging}
  service /usr/local/leaves 'trap "exit 0" TERM; sleep 7331 & while :; do sleep 0.05; done'
  ln -s /usr/local/leaves /etc/service/leaves`

it('a process that was to be ended, and ends by itself before the answer: nobody is asked about it', async () => {
  const drill = await openDrill('empty', { prepare: leaves })
  await untilUp(drill, '/etc/service/leaves')
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  for (const step of [1, 2, 3]) {
    await screen.until(new RegExp(`Step ${step} of 14[\\s\\S]*Run it`))
    await screen.answer('y')
  }
  await screen.until(/Step 5 of 14[\s\S]*sleep 7331[\s\S]*Run it/)
  await drill.sh(
    'pid=$(pgrep -xf "sleep 7331"); kill "$pid"; while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done',
  )
  await screen.answer('a')
  const text = await screen.until(/exit \d/)
  expect(text).not.toContain('The system has changed')
  expect(text).toContain('exit 0')
  await expectHealthy(drill, 1)
})

it('with --yes it stops at the next step, says what has changed, and where the links are', async () => {
  const drill = await openDrill('empty', {
    prepare: `${spare}
      service /usr/local/slow 'trap "until [ -e /etc/go ]; do sleep 0.05; done; exit" TERM; while :; do sleep 0.05; done'
      ln -s /usr/local/slow /etc/service/slow`,
  })
  await untilUp(drill, '/etc/service/slow')
  const stdout = await drill.sh(`
    svreset --yes --json >/etc/events & pid=$!
    until svstat /usr/local/slow | grep -q 'want down'; do sleep 0.02; done
    ln -s /usr/local/spare /etc/service/spare
    touch /etc/go
    code=0; wait $pid || code=$?
    cat /etc/events; [ "$code" = 1 ]`)
  const events = eventsOf(stdout)
  expect(events.find(({ event, status }) => event === 'step-finished' && status === 'failed')).toMatchObject({
    step: 'stop-logs',
    error: 'the system has changed since the plan was made: spare is new: a link to /usr/local/spare',
  })
  expect(events.at(-1)).toMatchObject({ event: 'run-finished', status: 'failed', links: 'removed' })
})
