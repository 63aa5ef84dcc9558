import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { endSvscan, expectHealthy, serviceErrors, staging, untilUp } from '../support/staging.js'

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
  expect(stdout).toMatch(/note: nobody has started svscan again: starting .*svscanboot/)
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
  await drill.sh(`svc -dx /etc/service/a /etc/service/a/log; ${endSvscan}`)
  drill.spawn(['svscan', '/etc/service'], { stdio: 'ignore' })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(stdout).toContain('all links are in place')
  expect(exitCode).toBe(0)
  await expectHealthy(drill, 2)
  expect((await drill.run(['pgrep', '-x', 'svscanboot'])).stdout).toBe('')
  expect(await stance(drill, 'svscan')).toMatchObject({ parent: '1', ownSession: true, terminal: '?' })
})
