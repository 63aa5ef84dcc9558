import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import { openDrill, openLastingDrill, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { expectRefusal, fingerprint, pidOf, staging, untilUp } from '../support/staging.js'

const asUser = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', '--']

describe('/proc mounted with hidepid', () => {
  /** The user owns the svscan directory; the svscan there is root's, and hidden from him. */
  const prepare = `${staging}
    service /usr/local/a; ln -s /usr/local/a /etc/service/
    service /usr/local/own/b; mkdir /usr/local/own/service /usr/local/own/state; ln -s ../b /usr/local/own/service/
    chown -hR nobody /usr/local/own`

  it.each(['1', '2'])(
    'hidepid=%s: nothing is said of what cannot be seen, and no second svscan is started',
    async hidepid => {
      const drill = await openDrill('empty', { prepare })
      await untilUp(drill, '/etc/service/a')
      await drill.sh(`mount -o remount,hidepid=${hidepid} /proc`)
      const named = ['--service-dir', '/etc/service']
      const { stdout, exitCode } = await drill.run([...asUser, 'svreset', 'check', '--json', ...named])
      expect(exitCode).toBe(3)
      const { verdict, findings } = JSON.parse(stdout)
      expect(verdict).toBe('unknown')
      expect(findings.map(({ id }: { id: string }) => id)).toContain('unreadable')
      expect(findings.map(({ id }: { id: string }) => id)).not.toContain('svscan-not-running')
      await drill.sh('chown nobody /etc/service')
      const before = await fingerprint(drill)
      for (const command of [[], ['run', 'rotate']]) {
        const result = await drill.run([
          ...[...asUser, 'svreset', ...command, '--yes', ...named, '--state-dir', '/usr/local/own/state'],
          ...['--restart-method', 'manual'],
        ])
        expectRefusal(result, 'the processes of others are hidden', 'hidepid')
      }
      // Root sees all of it.
      expect((await checkJson(drill)).findings.map(({ id }) => id)).not.toContain('unreadable')
      expect(await fingerprint(drill)).toBe(before)
    },
  )

  it('who resets a svscan of his own needs to see no other processes', async () => {
    const drill = await openDrill('empty', { prepare })
    await drill.sh('mount -o remount,hidepid=2 /proc')
    drill.spawn([...asUser, 'setsid', 'svscan', '/usr/local/own/service'], { stdio: 'ignore' })
    await untilUp(drill, '/usr/local/own/b')
    const before = await pidOf(drill, '/usr/local/own/b')
    const { stdout, stderr, exitCode } = await drill.run([
      ...[...asUser, 'svreset', '--yes', '--service-dir', '/usr/local/own/service'],
      ...['--state-dir', '/usr/local/own/state'],
    ])
    expect([exitCode, stderr], stdout).toEqual([0, ''])
    await untilUp(drill, '/usr/local/own/b')
    expect(await pidOf(drill, '/usr/local/own/b')).not.toBe(before)
  })
})

describe('a file system that does not answer', () => {
  let drill: TestDrill

  /** Nobody ever answers on the descriptor: as with a server that is gone, no call on it returns. */
  const hang = `mkdir /usr/local/dead
    exec 9<>/dev/fuse
    mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0,allow_other dead /usr/local/dead
    sleep 1000000 </dev/null >/dev/null 2>&1 & # holds it`

  beforeAll(async () => {
    drill = await openLastingDrill('happy')
    await drill.sh(`${hang}
      ln -s /usr/local/dead/direct /etc/service/direct
      ln -s ../../usr/local/dead/relative /etc/service/relative
      ln -s dead/inside /usr/local/link; ln -s /usr/local/link /etc/service/twice
      ln -s /usr/local/dead /etc/service/itself
      mkdir -p /usr/local/half; printf '#!/bin/sh\\nexec sleep 1000000\\n' >/usr/local/half/run
      chmod 755 /usr/local/half/run; ln -s /usr/local/dead/log /usr/local/half/log; ln -s /usr/local/half /etc/service/half`)
  })
  afterAll(() => drill.close())

  const silent = ['direct', 'half', 'itself', 'relative', 'twice']

  it('is named once a second has passed, and the rest is looked at', async () => {
    const started = performance.now()
    const { findings, verdict, services } = await checkJson(drill)
    expect(performance.now() - started).toBeLessThan(20_000)
    // svscan itself hangs, and so what was linked last is never started.
    expect(causes(findings)).toEqual([
      'supervise-cannot-start half',
      ...silent.map(name => `unreadable ${name}`),
    ])
    expect(verdict).toBe('sick')
    const told = findings.filter(({ id }) => id === 'unreadable')
    expect(JSON.stringify(told)).toContain(
      'the file system at /usr/local/dead does not answer within a second',
    )
    expect(services.find(({ name }) => name === 'nginx')).toMatchObject({ state: 'up' })
  })

  it('keeps nobody from what needs no start of svscan, and is met before one that would hang', async () => {
    const before = await linksOf(drill)
    expectRefusal(
      await drill.svreset('--yes'),
      'unable to start svscan',
      'direct',
      'does not answer within a second',
    )
    expectRefusal(await drill.svreset('--dry-run'), 'unable to start svscan')
    expect((await drill.svreset('repair', '--yes')).stderr).not.toContain('error')
    expect((await drill.svreset('runs')).exitCode).toBe(0)
    expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
    expect(await linksOf(drill)).toEqual(before)
    for (const argv of [
      ['check', '--service-dir', '/usr/local/dead/service'],
      ['run', '/usr/local/dead/mine.yaml', '--yes'],
      ['runs', '--state-dir', '/usr/local/dead/state'],
      ['restore', '--manifest', '/usr/local/dead/manifest.yaml'],
    ]) {
      const { stdout, stderr, exitCode } = await drill.svreset(...argv)
      expect.soft(`${stdout}${stderr}`, argv.join(' ')).toContain('does not answer within a second')
      expect.soft(exitCode, argv.join(' ')).not.toBe(0)
    }
    expect(await drill.sh('pgrep -f "^stat -f" || :')).toBe('')
  })
})
