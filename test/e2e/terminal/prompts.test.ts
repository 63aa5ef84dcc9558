import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { linkNames } from '../support/links.js'
import { openScreen, untilOver } from '../support/screen.js'
import { staging, untilUp } from '../support/staging.js'

const stepOne = /Step 1 of 14: [\s\S]*Run it\? \[y,a,d,q,\?\]/
const stepTwo = /Step 2 of 14: [\s\S]*Run it\? \[y,a,d,q,\?\]/

it('shows at each step what it is about, how many, and whether it can be undone; explains and details its letters', async () => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  expect(await screen.until(stepOne)).toContain('4 links: dnscache, nginx, standby, tinydns')
  await screen.press('Enter')
  await screen.until(/Type one letter of y,a,d,q,\?, then Enter\./)
  await screen.answer('?')
  await screen.until(/a {2}run this step and all that follow/)
  await screen.answer('x')
  await screen.until(/x\nType one letter of/)
  await screen.answer('y')
  await screen.until(stepTwo)
  await screen.answer('y')
  const three = await screen.until(/Step 3 of 14[\s\S]*Run it/)
  expect(three).toMatch(/4 services: dnscache, nginx, standby, tinydns/)
  expect(three.slice(three.indexOf('Step 3'))).toMatch(/cannot be undone: stopped services/)
  await screen.answer('d')
  await screen.until(
    /svc -dx \/usr\/local\/dnscache \/usr\/local\/nginx \/usr\/local\/standby[\s\S]*Run it\? \[y,a,d,q,\?\]\s*$/,
  )
  await screen.press('C-d')
  await screen.until(/keep the system as it is now, or undo what was done\? \[k,u,\?\]/)
  await screen.answer('u')
  expect(await screen.until(/exit \d/)).toContain('exit 4')
  expect(await linkNames(drill)).toHaveLength(4)
})

it('names its letters once; q with nothing done just stops', async () => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  const first = await screen.until(stepOne)
  expect(first.replaceAll(/\s+/g, ' ')).toContain(
    'y do it; a run this step and all that follow; d show every command in full; q stop here; ? explain the letters',
  )
  await screen.answer('y')
  const second = await screen.until(stepTwo)
  expect(second.match(/explain the letters/g)).toHaveLength(1)
  await screen.press('q', 'Enter')
  const text = await screen.until(untilOver)
  expect(text).toContain('exit 4')
  expect(text).not.toContain('undo what was done')
  expect(await linkNames(drill)).toHaveLength(4)
})

it('while services are down q says so, and a says what it runs without a question', async () => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, 'svreset; echo "exit $?"', { rows: 40 })
  for (const step of [1, 2, 3]) {
    await screen.until(new RegExp(`Step ${step} of 14[\\s\\S]*Run it`))
    await screen.answer('y')
  }
  await screen.until(/Step 4 of 14[\s\S]*Run it/)
  await screen.answer('q')
  const told = (await screen.until(/\[k,u,\?\]/)).replaceAll(/\s+/g, ' ')
  expect(told).toContain(
    'All is down: all 3 services that ran are down now (dnscache, nginx, tinydns), and 4 links are out.',
  )
  await screen.answer('k')
  await screen.until(/exit 4/)

  const resumed = await openScreen(drill, 'svreset resume; echo "exit $?"', { rows: 40 })
  await resumed.until(/Step \d+ of \d+: Stop every log[\s\S]*Run it/)
  await resumed.answer('a')
  const text = (await resumed.until(untilOver)).replaceAll(/\s+/g, ' ')
  expect(text).toMatch(
    /Without a question follow: .*End svscan; .*Put the links back; .*Check that all is happy\. svreset still asks if a step fails/,
  )
  expect(text).toContain('exit 0')
})

it('draws the question again when it goes on after Ctrl-Z', async () => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, 'exec bash --norc --noprofile -i')
  await screen.until(/# $/m)
  await screen.press('svreset', 'Enter')
  await screen.until(stepOne)
  await screen.press('C-z')
  await screen.until(/Stopped/)
  await screen.press('fg', 'Enter')
  await screen.until(/Stopped[\s\S]*Run it\? \[y,a,d,q,\?\] *$/)
  await screen.press('q', 'Enter')
  await screen.until(/stopped: [\s\S]*# $/m)
})

it('takes no answer that was typed before the question was asked', async () => {
  const drill = await openDrill('happy')
  const before = await linkNames(drill)
  const screen = await openScreen(drill, 'trap : INT; sleep 1; svreset; echo "exit $?"')
  for (let count = 0; count < 5; count++) await screen.press('y', 'Enter')
  expect(await screen.until(stepOne)).toContain('What you typed before this question is ignored')
  await screen.press('C-c')
  expect(await screen.until(/exit \d+/)).toContain('exit 130')
  expect(await linkNames(drill)).toEqual(before)
})

it.each([
  ['on a dumb terminal', 'svreset', { TERM: 'dumb' }],
  ['with --plain', 'svreset --plain', {}],
] as const)('%s asks and tells in plain lines: no control sequence is written', async (_, command, env) => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, `${command}; echo "exit $?"`, { env })
  await screen.until(stepOne)
  await screen.answer('y')
  expect(await screen.until(stepTwo)).toMatch(/^\d\d:\d\d:\d\dZ \[1\/14\] Note which links are in place$/m)
  await screen.answer('a')
  expect(await screen.until(/exit \d/)).toContain('exit 0')
  expect(bytesOfRun(screen.bytes())).not.toMatch(/[\x1b\x07]/)
})

it('where the locale knows no UTF-8 writes ASCII only, names included', async () => {
  const drill = await openDrill('happy', {
    prepare: `mkdir -p /usr/local/café; printf '#!/bin/sh\\nexec sleep 1000000\\n' >/usr/local/café/run
      chmod 755 /usr/local/café/run; ln -s /usr/local/café /etc/service/café`,
  })
  const screen = await openScreen(drill, 'svreset; echo "exit $?"', { env: { LANG: 'C' } })
  expect(await screen.until(stepOne)).toContain('caf\\u{e9}')
  await screen.answer('a')
  expect(await screen.until(/exit \d/)).toContain('exit 0')
  expect(bytesOfRun(screen.bytes())).not.toMatch(/[^\x00-\x7f]/)
})

/** Without what tmux and the shell wrote before. */
function bytesOfRun(bytes: string): string {
  return bytes.slice(bytes.indexOf('Reset daemontools'))
}

it('when a step fails says why, asks what to do, and tries the very same again without asking for it anew', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/stubborn 'trap "" TERM; while :; do sleep 1; done'; ln -s /usr/local/stubborn /etc/service/`,
  })
  await untilUp(drill, '/etc/service/stubborn')
  const screen = await openScreen(drill, 'svreset --stop-timeout 1s; echo "exit $?"')
  await screen.answer('y')
  await screen.until(/Step 2 of 14/)
  await screen.answer('y')
  await screen.until(/Step 3 of 14/)
  await screen.answer('y')
  await screen.until(
    /stubborn did not stop: [\s\S]*\(pid \d+\),\s+(sleeping|running)[\s\S]*\. Kill\s+it\s+\(SIGKILL\)\?\s+\[y,w,n,q,\?\]/,
  )
  await screen.answer('n')
  const failed = await screen.until(/It failed\. What now\? \[r,k,u,d,\?\]/)
  expect(failed).toMatch(/✖ Stop every service and its supervise \(failed, /)
  expect(failed).toContain('not yet: stubborn')
  await screen.answer('d')
  await screen.until(/svc -dx \/usr\/local\/stubborn\n/)
  await screen.answer('r')
  const again = await screen.until(/did not stop[\s\S]*did not stop/)
  expect(again.match(/Step 3 of 14/g)).toHaveLength(1)
  await screen.answer('y')
  await screen.until(/killed[\s\S]*Step \d+ of 14/)
  await screen.answer('a')
  expect(await screen.until(/exit \d/)).toContain('exit 0')
})

it('asks in the words of the runbook, skips where it may, and asks what always asks whatever was said before', async () => {
  const drill = await openDrill('empty', {
    prepare: `mkdir -p /var/lib/mine; cat >/var/lib/mine/mine.yaml <<'END'
version: 1
name: mine
title: Mine
steps:
  - { id: message, name: First, run: [touch, /etc/first], confirm: Are the backups done?, allow_skip: true }
  - { id: plain, name: Second, run: [touch, /etc/second] }
  - { id: always, name: Third, run: [touch, /etc/third], confirm: always }
END`,
  })
  const screen = await openScreen(drill, 'svreset run /var/lib/mine/mine.yaml; echo "exit $?"')
  await screen.until(/Are the backups done\? \[y,s,a,d,q,\?\]/)
  await screen.answer('s')
  expect(await screen.until(/Step 2 of 3[\s\S]*Run it\?/)).toMatch(/- First \(skipped, /)
  await screen.answer('a')
  await screen.until(/Step 3 of 3[\s\S]*Run it\? \[y,a,d,q,\?\]/)
  await screen.answer('y')
  expect(await screen.until(/exit \d/)).toContain('exit 0')
  expect((await drill.sh('cd /etc; ls first second third 2>/dev/null || :')).trim()).toBe('second\nthird')
  const withYes = await openScreen(drill, 'svreset run /var/lib/mine/mine.yaml --yes; echo "exit $?"')
  expect(await withYes.until(/Step 3 of 3[\s\S]*Run it\?/)).not.toContain('backups')
  await withYes.answer('q')
  await withYes.answer('k')
  expect(await withYes.until(/exit \d/)).toContain('exit 4')
})
