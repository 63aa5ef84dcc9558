import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { linkNames, linksOf } from '../support/links.js'
import { endDaemontools, staging, untilUp } from '../support/staging.js'
import { atTerminal } from '../support/terminal.js'

const lastRecord = 'tail -n 2 /var/lib/svreset/runs/*/journal.jsonl | grep -o \'"how":"[a-z]*"\' || :'

it('q, then u: puts the links back, and says what it cannot take back', async () => {
  const drill = await openDrill('happy')
  const before = await linksOf(drill)
  const terminal = atTerminal(drill)
  await terminal.answer(1, 'y')
  await terminal.answer(2, 'y')
  await terminal.answer(3, 'y')
  await terminal.shown('Step 4 of ')
  expect(await linkNames(drill)).toEqual([])
  await terminal.answer(4, 'q')
  await terminal.answerTo('undo what was done', 'u')
  const { exitCode, screen } = await terminal.ended()
  expect(screen).toMatch(/undone: 4 links put back/)
  expect(screen).toMatch(/cannot be undone: svc -dx \/usr\/local\/\S+ .*svscan starts stopped services again/)
  expect(screen).toContain('undone: all links are in place')
  expect(exitCode).toBe(4)
  expect(await linksOf(drill)).toEqual(before)
  expect(await drill.sh(lastRecord)).toBe('"how":"undone"\n')
  // Two of them are normally down, and ran all the same: svscan alone would leave them down.
  await untilUp(drill, '/etc/service/tinydns', '/etc/service/dnscache', '/etc/service/nginx')
  expect((await drill.svreset('resume', '--yes')).stdout).toContain('no run is unfinished')
})

it('a step that failed, then u: what is in the way is named and left alone, the rest is undone, 1', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      for name in a b c; do service "/usr/local/$name"; ln -s "/usr/local/$name" /etc/service/; done`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/b', '/etc/service/c')
  const terminal = atTerminal(drill)
  await terminal.answer(1, 'y')
  await terminal.answer(2, 'y')
  await terminal.shown('Step 3 of ')
  // svc is there when it is looked for, and gone when it is needed.
  await drill.sh('echo precious >/etc/service/b; mount --bind /dev/null /usr/bin/svc')
  await terminal.answer(3, 'y')
  await terminal.answerTo('Continue with the system as it is now?', 'y')
  await terminal.answer(3, 'y', 4)
  await terminal.answerTo('It failed. What now?', 'u')
  const { exitCode, screen } = await terminal.ended()
  expect(screen).not.toContain('this is a bug')
  expect(screen).toContain('undone: 2 links put back')
  expect(screen).toMatch(/not undone: unable to create link b: something else has that name now/)
  expect(screen).toContain('FAILED: some links are missing')
  expect(screen).toMatch(/next: svreset resume \S+ continues the run/)
  expect(exitCode).toBe(1)
  expect(await linkNames(drill)).toEqual([`a -> /usr/local/a`, `c -> /usr/local/c`])
  expect(await drill.sh('cat /etc/service/b')).toBe('precious\n')
  await drill.sh('umount /usr/bin/svc; rm /etc/service/b')
  expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
  expect(await linkNames(drill)).toHaveLength(3)
})

it('a svscan that was stopped (SIGSTOP) meanwhile goes on', async () => {
  // A supervisor keeps it, and it has no readproctitle to hold it by.
  const drill = await openDrill('empty', {
    respawn: false,
    prepare: `${staging}
      service /usr/local/a; ln -s /usr/local/a /etc/service/
      mkdir /usr/local/svscan; printf '#!/bin/sh\\nexec svscan /etc/service\\n' >/usr/local/svscan/run
      chmod 755 /usr/local/svscan/run`,
  })
  await untilUp(drill, '/etc/service/a')
  await drill.sh(endDaemontools('/etc/service/a'))
  drill.spawn(['s6-supervise', '/usr/local/svscan'], { stdio: 'ignore' })
  await untilUp(drill, '/etc/service/a')
  const before = await linksOf(drill)
  const svscan = (await drill.sh('pgrep -x svscan')).trim()
  const state = async () => (await drill.sh('ps -o stat= -p "$1"', svscan)).slice(0, 1)
  const terminal = atTerminal(drill)
  for (let asked = 1; ; asked++) {
    await terminal.shown('Run it?', asked)
    const isStopped = (await state()) === 'T'
    await terminal.answerTo('Run it?', isStopped ? 'q' : 'y', asked)
    if (isStopped) break
  }
  await terminal.answerTo('undo what was done', 'u')
  const { exitCode, screen } = await terminal.ended()
  expect([exitCode, screen]).toEqual([4, expect.stringContaining('undone: 1 link put back')])
  expect(await state()).toBe('S')
  expect(await linksOf(drill)).toEqual(before)
  await untilUp(drill, '/etc/service/a')
})
