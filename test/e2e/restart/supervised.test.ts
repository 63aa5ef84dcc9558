import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { endDaemontools, expectHealthy, staging, untilUp } from '../support/staging.js'

const all = ['/etc/service/a', '/etc/service/a/log']

it('s6-supervise keeps svscanboot: it is recognised, and starts it again, three times in a row', async () => {
  const drill = await openDrill('empty', {
    respawn: false,
    prepare: `${staging}
      service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
      mkdir /usr/local/svscanboot; printf '#!/bin/sh\\nexec svscanboot\\n' >/usr/local/svscanboot/run
      chmod 755 /usr/local/svscanboot/run`,
  })
  await untilUp(drill, ...all)
  await drill.sh(endDaemontools(...all))
  drill.spawn(['s6-supervise', '/usr/local/svscanboot'], { stdio: 'ignore' })
  await untilUp(drill, ...all)
  const before = await linksOf(drill)
  const { stdout } = await drill.svreset('check', '--json')
  expect(JSON.parse(stdout).svscan.restart).toMatchObject({
    method: 'supervised',
    evidence: expect.stringMatching(/^svscanboot, pid \d+, is a child of s6-supervise, pid \d+$/),
  })
  for (let round = 0; round < 3; round++) {
    const old = await drill.sh('pgrep -x svscan')
    const reset = await drill.svreset('--yes')
    expect(reset.exitCode, reset.stdout + reset.stderr).toBe(0)
    expect(await drill.sh('pgrep -x svscan')).not.toBe(old)
    await untilUp(drill, ...all)
    await expectHealthy(drill, 2)
  }
  expect(await drill.sh('ps -o comm= -p $(ps -o ppid= -p $(pgrep -x svscanboot))')).toBe('s6-supervise\n')
  expect(await linksOf(drill)).toEqual(before)
})
