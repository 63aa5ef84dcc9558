import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { endDaemontools, expectHealthy, serviceErrors, staging, untilUp } from '../support/staging.js'

const prepare = `${staging}
service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a`

async function open(respawn: boolean): Promise<TestDrill> {
  const drill = await openDrill('empty', { respawn, prepare })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  return drill
}

/** Parent, session and standard descriptors of svscanboot (or svscan): what tells that nobody's terminal holds it. */
async function stance(drill: TestDrill, name: string) {
  const [pid, parent, session, terminal, ...streams] = (
    await drill.sh(
      `p=$(pgrep -x "$1"); echo $p; ps -o ppid= -o sid= -o tty= -p $p; readlink /proc/$p/fd/0 /proc/$p/fd/1 /proc/$p/fd/2`,
      name,
    )
  )
    .trim()
    .split(/\s+/)
  return { parent, ownSession: session === pid, terminal, streams }
}

it('where nobody starts svscanboot again, waits 10 s and does it, apart from itself', async () => {
  const drill = await open(false)
  const before = await linksOf(drill)
  const started = performance.now()
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(stdout).toMatch(/note: nothing has started svscan again: svreset starts .*svscanboot/)
  expect(exitCode).toBe(0)
  expect(performance.now() - started).toBeGreaterThan(10_000)
  expect(await linksOf(drill)).toEqual(before)
  await expectHealthy(drill, 2)
  expect(await stance(drill, 'svscanboot')).toEqual({
    parent: '1',
    ownSession: true,
    terminal: '?',
    streams: ['/dev/null', '/dev/null', '/dev/null'],
  })
  expect(
    await drill.sh(
      'tr "\\0" "\\n" </proc/$(pgrep -x svscanboot)/environ | grep -cE "^(HOME|SUDO|SVRESET)" || :',
    ),
  ).toBe('0\n')
})

it('--restart-method manual starts it at once', async () => {
  const drill = await open(false)
  const started = performance.now()
  expect((await drill.svreset('--yes', '--restart-method', 'manual')).exitCode).toBe(0)
  expect(performance.now() - started).toBeLessThan(10_000)
  await expectHealthy(drill, 2)
  expect(await serviceErrors(drill)).toMatch(/^\.+$/)
})

it('--restart-method manual where init is quicker: still one svscan, and the links are back', async () => {
  const drill = await open(true)
  const before = await linksOf(drill)
  expect((await drill.svreset('--yes', '--restart-method', 'manual')).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  await expectHealthy(drill, 2)
})

it('a plain svscan, without svscanboot and readproctitle, comes back as one', async () => {
  const drill = await open(false)
  await drill.sh(endDaemontools('/etc/service/a', '/etc/service/a/log'))
  drill.spawn(['svscan', '/etc/service'], { stdio: 'ignore' })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(stdout).toContain('all links are in place')
  expect(exitCode).toBe(0)
  await expectHealthy(drill, 2)
  expect((await drill.run(['pgrep', '-x', 'svscanboot'])).stdout).toBe('')
  expect(await stance(drill, 'svscan')).toMatchObject({ parent: '1', ownSession: true, terminal: '?' })
})

it('a svscan started by hand comes back with its own arguments, environment, limits and umask', async () => {
  const drill = await open(false)
  await drill.sh(endDaemontools('/etc/service/a', '/etc/service/a/log'))
  const script = 'ulimit -n 555; umask 027; cd /usr; exec svscan /etc/service/.'
  drill.spawn(['env', '-i', 'PATH=/usr/bin:/bin', 'WORDS=two words', 'sh', '-c', script], { stdio: 'ignore' })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  const old = await drill.sh('pgrep -x svscan')
  const kept = () =>
    drill.sh(`p=$(pgrep -x svscan); tr '\\0' '\\n' </proc/$p/cmdline; tr '\\0' '\\n' </proc/$p/environ | sort
      grep -h 'Umask\\|open files' /proc/$p/status /proc/$p/limits`)
  const before = await kept()
  expect(before).toContain('/etc/service/.\n')
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  expect(await drill.sh('pgrep -x svscan')).not.toBe(old)
  expect(await kept()).toBe(before)
  await expectHealthy(drill, 2)
})

it('the svscan of an ordinary user: by that user, without root; by root, as that user', async () => {
  const drill = await openDrill('empty', { prepare: staging })
  const asUser = ['setpriv', '--reuid=12345', '--regid=12345', '--groups=4242', '--']
  await drill.sh(`${staging}
    mkdir /usr/local/home; chown 12345:12345 /usr/local/home
    mkdir /usr/local/home/service; service /usr/local/home/a; log /usr/local/home/a; chmod 1777 /usr/local/home/a/log
    ln -s ../a /usr/local/home/service/a; chown -R -h 12345:12345 /usr/local/home`)
  drill.spawn([...asUser, 'setsid', 'svscan', '/usr/local/home/service'], { stdio: 'ignore' })
  await untilUp(drill, '/usr/local/home/service/a', '/usr/local/home/service/a/log')
  const others = await drill.sh('pgrep -x svscanboot; pgrep -xf "svscan /etc/service"')
  const words = ['--yes', '--service-dir', '/usr/local/home/service']
  for (const who of [asUser, []]) {
    const { exitCode, stderr } = await drill.run([...who, 'env', 'HOME=/usr/local/home', 'svreset', ...words])
    expect([exitCode, stderr]).toEqual([0, ''])
    await untilUp(drill, '/usr/local/home/service/a', '/usr/local/home/service/a/log')
    const whose = await drill.sh(
      'p=$(pgrep -xf "svscan /usr/local/home/service"); grep -E "^(Uid|Gid|Groups):" /proc/$p/status',
    )
    expect(whose.replaceAll(/\s+/g, ' ')).toBe(
      'Uid: 12345 12345 12345 12345 Gid: 12345 12345 12345 12345 Groups: 4242 ',
    )
  }
  expect(await drill.sh('pgrep -x svscanboot; pgrep -xf "svscan /etc/service"')).toBe(others)
})

it('a svscan in a container is nobody of ours', async () => {
  const drill = await openDrill('empty')
  await drill.sh(
    `${staging} mkdir /usr/local/inner; service /usr/local/b; ln -s /usr/local/b /usr/local/inner/b`,
  )
  drill.spawn(['unshare', '--pid', '--fork', '--kill-child', 'svscan', '/usr/local/inner'], {
    stdio: 'ignore',
  })
  await untilUp(drill, '/usr/local/inner/b')
  const inside = async () => drill.sh('pgrep -xf "svscan /usr/local/inner"; pgrep -xf "sleep 1000000"')
  const before = await inside()
  const refused = await drill.svreset('--yes', '--service-dir', '/usr/local/inner')
  expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('no svscan runs there')])
  // Nor is it a second candidate.
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  expect(await inside()).toBe(before)
})

it("a program of the site's own, named in the runbook, restarts svscan", async () => {
  const drill = await open(false)
  const runbook = readFileSync(new URL('../../../runbooks/reset.yaml', import.meta.url), 'utf8')
    .replace(/with: \{ method.*/, 'with: { command: [/usr/local/sbin/restart-svscan, now, "${params.how}"] }')
    .replace('  restart_method:', '  how: { type: string, default: two words, description: how }\n$&')
  await drill.run(['sh', '-c', 'cat >/usr/local/site.yaml'], { input: runbook })
  await drill.sh(`cat >/usr/local/sbin/restart-svscan <<'end'
#!/bin/sh
echo "$@" >>/usr/local/asked
setsid --fork svscanboot </dev/null >/dev/null 2>&1
end
    chmod 755 /usr/local/sbin/restart-svscan`)
  const { stdout, exitCode, stderr } = await drill.svreset('run', '/usr/local/site.yaml', '--yes')
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toContain('restart: command (the runbook chooses it)')
  expect(await drill.sh('cat /usr/local/asked')).toBe('now two words\n')
  await expectHealthy(drill, 2)
  const unknown = await drill.svreset('--yes', '-p', 'restart_method=magic')
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('systemd, upstart')])
})
