import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { expectHealthy, staging, untilUp } from '../support/staging.js'

/** No Upstart is to be had any more: a stand-in speaks initctl's documented command line. */
const standIn = fileURLToPath(new URL('../stand-ins/initctl', import.meta.url))

/** The drill's process 1 starts the stand-in's daemon in svscanboot's place, and that starts svscanboot as a job. */
async function open(): Promise<TestDrill> {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
      mkdir -p /etc/init /usr/local/sbin
      printf 'description "daemontools"\\nrespawn\\nexec /usr/bin/svscanboot\\n' >/etc/init/svscan.conf
      for name in initctl restart; do ln -s '${standIn}' /usr/local/sbin/$name; done
      printf '#!/bin/sh\\nexec sh /usr/local/sbin/initctl daemon svscan\\n' >/usr/local/sbin/svscanboot
      chmod 755 /usr/local/sbin/svscanboot`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  await drill.sh('rm /usr/local/sbin/svscanboot')
  return drill
}

/** Shell text: stops the job when nothing runs below it any more, as an operator would. */
const stopAll = `rm /etc/service/a; svc -dx /usr/local/a /usr/local/a/log
  while pgrep -x supervise >/dev/null; do sleep 0.05; done
  initctl stop svscan; ln -s /usr/local/a /etc/service/a`

const calls = async (drill: TestDrill) =>
  (await drill.sh('cat /run/upstart-stand-in/calls; : >/run/upstart-stand-in/calls')).trim().split('\n')

it('the stand-in says what initctl says', async () => {
  const drill = await open()
  const say = async (...argv: string[]) => {
    const { stdout, stderr, exitCode } = await drill.run(argv)
    return [`${stdout}${stderr}`.replace(/process \d+\n/, 'process N\n'), exitCode]
  }
  expect(await say('initctl', 'version')).toEqual(['init (upstart 1.13.2)\n', 0])
  expect(await say('initctl', 'list')).toEqual(['svscan start/running, process N\n', 0])
  expect(await say('initctl', 'status', 'nothing')).toEqual(['initctl: Unknown job: nothing\n', 1])
  expect(await say('initctl', 'start', 'svscan')).toEqual(['initctl: Job is already running: svscan\n', 1])
  await drill.sh(stopAll)
  expect(await say('initctl', 'status', 'svscan')).toEqual(['svscan stop/waiting\n', 0])
  expect(await say('initctl', 'restart', 'svscan')).toEqual(['initctl: Unknown instance: \n', 1])
  expect(await say('initctl', 'start', 'svscan')).toEqual(['svscan start/running, process N\n', 0])
  await drill.sh('rm /etc/service/a')
  expect(await say('restart', 'svscan')).toEqual(['svscan start/running, process N\n', 0])
})

it('a job of Upstart is restarted once, when its process group has nothing but svscanboot left', async () => {
  const drill = await open()
  const { stdout } = await drill.svreset('check', '--json')
  expect(JSON.parse(stdout).svscan.restart).toMatchObject({ method: 'upstart', unit: 'svscan' })
  await calls(drill)
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  const changes = (await calls(drill)).filter(call => !/^(version|status)/.test(call))
  expect(changes).toEqual([
    'restart svscan: svscanboot readproctitle ',
    expect.stringMatching(/^start svscan: svscanboot /),
  ])
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  await expectHealthy(drill, 2)
})

it('a job that is stopped is started', async () => {
  const drill = await open()
  await drill.sh(stopAll)
  const check = await drill.svreset('check', '--service-dir', '/etc/service')
  expect(check.stdout).toContain('job svscan starts svscan; it is stop/waiting')
  expect((await drill.svreset('--yes', '--service-dir', '/etc/service')).exitCode).toBe(0)
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  await expectHealthy(drill, 2)
})

it('svscanboot started by hand inside another job: that job is never restarted', async () => {
  const drill = await open()
  await drill.sh(`printf 'exec /bin/sh /usr/local/ssh\\n' >/etc/init/ssh.conf
    printf 'cd /; /usr/bin/svscanboot &\\nwait\\n' >/usr/local/ssh
    ${stopAll}; rm /etc/init/svscan.conf`)
  drill.spawn(['setsid', '--fork', 'initctl', 'daemon', 'ssh'], { stdio: 'ignore' })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  const { stdout } = await drill.svreset('check', '--json')
  expect(JSON.parse(stdout).svscan.restart).toMatchObject({ method: 'manual', unit: null })
  await calls(drill)
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  expect((await calls(drill)).filter(call => !/^(version|status)/.test(call))).toEqual([])
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
})
