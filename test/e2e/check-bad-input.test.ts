import { describe, expect, it } from 'vitest'
import { causes, checkJson, consequences } from './support/check.js'
import { openLastingDrill } from './support/drill.js'
import { pidOf, staging, untilUp } from './support/staging.js'

const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']

describe.concurrent('processes', () => {
  it('of any name are read right, and those that only have the name of a supervise are none', async () => {
    await using drill = await openLastingDrill('happy', {
      prepare: `${staging}
        mkdir /usr/local/other; cp /bin/sleep /usr/local/other/supervise
        cp /bin/sleep "$(printf '/usr/local/other/a) Z 1\\n(\\377')"
        service /usr/local/odd 'exec "$(printf "/usr/local/other/a) Z 1\\\\n(\\\\377")" 1000000'
        service /usr/local/named 'exec /usr/local/other/supervise 1000000'
        ln -s /usr/local/odd /usr/local/named /etc/service/`,
    })
    await untilUp(drill, '/etc/service/odd', '/etc/service/named')
    await drill.sh(
      'cd /usr/local/nginx; setsid /usr/local/other/supervise 1000000 </dev/null >/dev/null 2>&1 &',
    )
    const { verdict, findings, services } = await checkJson(drill)
    expect([verdict, findings]).toEqual(['happy', []])
    const pids = [await pidOf(drill, '/etc/service/named'), await pidOf(drill, '/etc/service/odd')]
    expect(services.filter(({ name }) => name === 'named' || name === 'odd').map(({ pid }) => pid)).toEqual(
      pids,
    )
    const { stdout } = await drill.svreset('check', '--tree')
    expect(stdout).toContain('/usr/local/other/a) Z 1\\x0a(\\xff 1000000')
  })
})

describe.concurrent('a title of 100,000 characters', () => {
  it.each([
    ['in lines', 'yes "supervise: warning: unable to fork, sleeping 60 seconds"', 2],
    ['in one', 'tr "\\0" x </dev/zero', 1],
  ])('%s: is told in a few', async (_, fill, code) => {
    await using drill = await openLastingDrill('empty', { respawn: false })
    await drill.sh(`
      for name in svscan readproctitle svscanboot; do pkill -x $name || :; done
      dots=$(head -c 100000 /dev/zero | tr '\\0' .)
      cd /etc/service
      setsid sh -c 'svscan /etc/service 2>&1 | readproctitle service errors: "$0"' "$dots" </dev/null >/dev/null 2>&1 &
      until pgrep -x readproctitle >/dev/null && pgrep -x svscan; do :; done
      ${fill} | head -c 150000 >/proc/$(pgrep -x readproctitle)/fd/0
      until ps -o args= -p $(pgrep -x readproctitle) | tail -c 10 | grep -qv '[.]'; do :; done`)
    const json = await checkJson(drill)
    expect(json.findings.map(({ id }) => id)).toContain('readproctitle-errors')
    const { stdout, exitCode } = await drill.svreset('check')
    expect(exitCode).toBe(code)
    expect(stdout.length).toBeLessThan(6000)
  })
})

describe.concurrent('a clock that was set back', () => {
  it('makes no time negative', async () => {
    await using drill = await openLastingDrill('happy')
    await checkJson(drill)
    // What supervise wrote before: a time that has not come yet. Byte 5 of the stamp: some 200 days.
    await drill.sh(`
      for name in standby tinydns; do
        file=/usr/local/$name/supervise/status
        printf "\\\\$(printf %o $(( $(od -An -tu1 -j4 -N1 $file) + 1 )))" | dd of=$file conv=notrunc bs=1 seek=4 status=none
      done; touch -hd 'next year' /etc/service/tinydns`)
    const { verdict, services } = await checkJson(drill)
    expect(verdict).toBe('happy')
    const seconds = services.map(({ name, seconds }) => [name, Number(seconds)] as const)
    expect(new Map(seconds).get('standby')).toBe(0)
    for (const [, passed] of seconds) expect(passed).toBeGreaterThanOrEqual(0)
  })
})

describe.concurrent('a log that leads in a circle', () => {
  it('is why svscan does not start the service', async () => {
    await using drill = await openLastingDrill('empty', {
      prepare: `${staging}
        service /usr/local/dns; ln -s log /usr/local/dns/log; ln -s /usr/local/dns /etc/service/`,
    })
    const { findings } = await checkJson(drill)
    expect(causes(findings)).toEqual(['supervise-cannot-start dns'])
    expect(consequences(findings)).toContain('supervise-missing')
  })
})

describe.concurrent('a user who is not root', () => {
  it('sees all of an own svscan, beside the one of root, and which directory is closed', async () => {
    await using drill = await openLastingDrill('happy', {
      prepare: `${staging}
        service /usr/local/own/a; log /usr/local/own/a; service /usr/local/own/b
        mkdir /usr/local/own/service; ln -s ../a ../b /usr/local/own/service
        chown -Rh 65534:65534 /usr/local/own`,
    })
    const script =
      'svscan /usr/local/own/service 2>&1 | readproctitle service errors: $(head -c 400 /dev/zero | tr "\\0" .)'
    await drill.run([
      ...asNobody,
      'setsid',
      '--fork',
      'sh',
      '-c',
      `exec </dev/null >/dev/null 2>&1; ${script}`,
    ])
    const own = '/usr/local/own/service'
    await untilUp(drill, `${own}/a`, `${own}/b`, `${own}/a/log`)
    const check = async (...argv: string[]) => {
      const { stdout, exitCode } = await drill.run([...asNobody, 'svreset', 'check', ...argv])
      return { stdout, exitCode }
    }
    const open = JSON.parse((await check('--json')).stdout)
    expect(open.serviceDirectory).toBe(own)
    // A script that waits for svscan and its readproctitle is as good as a svscanboot.
    expect(causes(open.findings)).toEqual([])

    await drill.sh('chmod 0 /usr/local/own/b')
    const closed = await check('--json', 'b')
    expect(closed.exitCode).toBe(3)
    expect(causes(JSON.parse(closed.stdout).findings)).toEqual(['unreadable b'])
    const { stdout } = await check()
    expect(stdout.match(/supervise a$/gm)).toHaveLength(1)
  })
})
