import { beforeEach, expect, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'
import { lacksEncore, withEncore } from '../support/encore.js'
import { skipWithout } from '../support/lacks.js'
import { endSvscan, staging } from '../support/staging.js'

beforeEach(context => skipWithout(context, lacksEncore))

/** svscan as a site has started it by hand, on a service with a log and one without. */
async function openByHand(command: string, before = ''): Promise<TestDrill> {
  const drill = await openDrill('empty', { respawn: false })
  await drill.sh(`${staging}${endSvscan}${withEncore}
    service /usr/local/a; service /usr/local/b; log /usr/local/b; ln -s /usr/local/a /usr/local/b /etc/service/
    ${before}
    setsid ${command} </dev/null >/dev/null 2>&1 &`)
  return drill
}

const untilBothUp = (drill: TestDrill, environment = '') =>
  drill.sh(`for each in a b b/log; do until env ${environment} svstat /etc/service/$each | grep -q ': up (pid .*running'
    do sleep 0.05; done; done`)

it('the log of svscan itself is no stray, and there again after a reset', { timeout: 60_000 }, async () => {
  const drill = await openByHand(
    'svscan /etc/service .svlog',
    `mkdir -p /etc/service/.svlog; printf '#!/bin/sh\\nexec multilog t ./main\\n' >/etc/service/.svlog/run
     chmod 755 /etc/service/.svlog/run`,
  )
  await untilBothUp(drill)
  const before = await checkJson(drill)
  expect(causes(before.findings)).toEqual(['svscanboot-missing'])
  expect(before.services.map(({ name }) => name)).toEqual(['a', 'b'])
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(exitCode, stdout).toBe(0)
  await untilBothUp(drill)
  expect(await drill.sh('ps -o args= -p $(pgrep -x svscan); svstat /etc/service/.svlog')).toMatch(
    /^svscan \/etc\/service \.svlog\n\/etc\/service\/\.svlog: up \(pid \d+\) \d+ seconds, running\n$/,
  )
  // It reads what the new svscan says.
  expect(await drill.sh('grep -c starting /etc/service/.svlog/main/current')).toBe('2\n')
})

it.each(['/var/lib/kept', '.kept'])(
  'SUPERVISEDIR=%s: seen, ordered, and kept by a reset',
  {
    timeout: 90_000,
  },
  async place => {
    const variable = `SUPERVISEDIR=${place}`
    const drill = await openByHand(`env ${variable} svscan /etc/service`, 'mkdir -p /var/lib/kept')
    await untilBothUp(drill, variable)
    const before = await checkJson(drill)
    expect(causes(before.findings)).toEqual(['svscanboot-missing'])
    await drill.sh(`${variable} svc -d /etc/service/a; until ${variable} svstat /etc/service/a | grep -q stopped
    do sleep 0.05; done`)
    expect(causes((await checkJson(drill)).findings)).toEqual(['service-wanted-down a', 'svscanboot-missing'])
    await drill.sh(`${variable} svc -u /etc/service/a`)
    await untilBothUp(drill, variable)
    const { stdout, exitCode } = await drill.svreset('--yes')
    expect(exitCode, stdout).toBe(0)
    expect(stdout).not.toMatch(/: killed$/m)
    await untilBothUp(drill, variable)
    expect(await drill.sh('ls /usr/local/a /usr/local/b')).not.toContain('supervise')
    expect(causes((await checkJson(drill)).findings)).toEqual(['svscanboot-missing'])
  },
)
