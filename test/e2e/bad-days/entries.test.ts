import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { eventsOf, linksOf } from '../support/links.js'
import { expectHealthy, pidOf, serviceErrors, staging, untilUp } from '../support/staging.js'

it('an empty service directory: nothing to put back, svscan starts anew, exit 0', async () => {
  const drill = await openDrill('empty')
  const svscan = await drill.sh('pgrep -x svscan')
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(stdout).toContain('all links are in place')
  expect(exitCode).toBe(0)
  expect(await drill.sh('pgrep -x svscan')).not.toBe(svscan)
  await expectHealthy(drill, 0)
})

it('a real directory and a file among the links stay where they are; the directory is stopped last and comes back', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
      service /etc/service/real; log /etc/service/real
      echo precious >/etc/service/notes`,
  })
  const all = ['a', 'a/log', 'real', 'real/log'].map(name => `/etc/service/${name}`)
  await untilUp(drill, ...all)
  const look =
    'cd /etc/service && find real notes -maxdepth 1 -not -name supervise -printf "%p %i %y %m %T@\\n" | sort && cat notes'
  const [entries, links, pid] = [
    await drill.sh(look),
    await linksOf(drill),
    await pidOf(drill, '/etc/service/real'),
  ]

  const text = await drill.svreset('--dry-run')
  expect(text.stdout).toMatch(/note: real is a directory, not a link: it stays/)
  expect(text.stdout).toMatch(/note: notes is not a link: it stays/)

  const { stdout, exitCode } = await drill.svreset('--yes', '--json')
  expect(exitCode).toBe(0)
  const commands = eventsOf(stdout).filter(({ event }) => event === 'command') as unknown as {
    step: string
    argv: string[]
  }[]
  expect(commands.map(({ step, argv }) => [step, ...argv])).toEqual([
    ['stop', 'svc', '-dx', '/usr/local/a'],
    ['stop-logs', 'svc', '-dx', '/usr/local/a/log'],
    ['stop-directories', 'svc', '-dx', '/etc/service/real', '/etc/service/real/log'],
  ])
  expect(await drill.sh(look)).toBe(entries)
  expect(await linksOf(drill)).toEqual(links)
  await untilUp(drill, ...all)
  expect(await pidOf(drill, '/etc/service/real')).not.toBe(pid)
  await expectHealthy(drill, 4)
})

it('a dangling link, and a link to a directory that others may write, are named and put back as they were', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/a; ln -s /usr/local/a /etc/service/a
      service /usr/local/open; chmod 777 /usr/local/open; ln -s /usr/local/open /etc/service/open
      ln -s /usr/local/nowhere /etc/service/dangling`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/open')
  await drill.sh(`until ps -A -ww -o args= | grep -q '^readproctitle.*dangling'; do sleep 0.05; done`)
  const before = await linksOf(drill)
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(stdout).toMatch(/note: the link dangling leads to no directory/)
  expect(stdout).toMatch(
    /note: \/usr\/local\/open may be changed by everybody, and root runs what stands there/,
  )
  expect(exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  await expectHealthy(drill, 2)
  // What only a person can mend is still complained of, and nothing else.
  expect(await serviceErrors(drill)).toMatch(
    /^\.+(svscan: warning: unable to stat dangling: file does not exist.?)*$/,
  )
})
