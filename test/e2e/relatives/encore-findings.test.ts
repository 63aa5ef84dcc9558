import { beforeEach, describe, expect, it } from 'vitest'
import { scenarios } from '../../../src/drill/scenarios.js'
import { definitions } from '../../../src/findings/index.js'
import { causes, checkJson } from '../support/check.js'
import { openLastingDrill } from '../support/drill.js'
import { lacksEncore, openEncore, untilSays, withEncore } from '../support/encore.js'
import { skipWithout } from '../support/lacks.js'

beforeEach(context => skipWithout(context, lacksEncore))

/** Their drills wait for what only daemontools does: the tests below make the same in another way. */
const otherwise: ReadonlySet<string> = new Set([
  // Its supervise needs no run, and starts nothing again and again.
  'run-missing',
  // The drill ends svscan by SIGTERM, at which that of encore stops its services.
  'supervise-orphaned',
  // Its messages about supervise/ name no service.
  'supervise-cannot-start',
  'log-shared',
  // supervise gives up what exits with 100: encore-stages.test.ts.
  'service-down',
])
const shown = definitions
  .map(({ id }) => id)
  .filter(id => !otherwise.has(id) && scenarios.some(({ name }) => name === id))

describe.concurrent('with the programs of daemontools-encore', { timeout: 120_000 }, () => {
  it.each(shown)('%s is found', async id => {
    await using drill = await openLastingDrill(id, { prepare: withEncore })
    expect((await checkJson(drill)).findings.map(finding => finding.id)).toContain(id)
  })
})

it('a service without run, and a log that two services have, are found; what supervise says follows', {
  timeout: 60_000,
}, async () => {
  const drill = await openEncore(`
    mkdir -p /usr/local/none /usr/local/kept; service /usr/local/y; service /usr/local/z; log /usr/local/z
    ln -s /usr/local/z/log /usr/local/y/log
    ln -s /usr/local/none /usr/local/y /usr/local/z /etc/service/`)
  await untilSays(drill, 'none', 'started')
  await drill.sh(
    'until pgrep -af readproctitle | grep -q "unable to acquire supervise/lock"; do sleep 0.1; done',
  )
  const { findings } = await checkJson(drill)
  expect(causes(findings)).toEqual([expect.stringMatching(/^log-shared/), 'run-missing none'])
})

it('supervises whose svscan was killed are found', {
  timeout: 60_000,
}, async () => {
  const drill = await openEncore(
    'service /usr/local/a; service /usr/local/b; ln -s /usr/local/a /usr/local/b /etc/service/',
  )
  await untilSays(drill, 'a', 'running')
  await untilSays(drill, 'b', 'running')
  await drill.sh(`pkill -KILL -x svscan; while pgrep -x svscan >/dev/null; do sleep 0.02; done
    setsid svscan /etc/service >/dev/null 2>&1 </dev/null &
    until pgrep -x svscan >/dev/null; do sleep 0.05; done`)
  const { findings } = await checkJson(drill)
  expect(findings.map(({ id, service }) => `${id} ${service}`)).toEqual(
    expect.arrayContaining(['supervise-orphaned a', 'supervise-orphaned b']),
  )
})
