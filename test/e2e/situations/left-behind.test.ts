import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { staging, untilUp } from '../support/staging.js'
import { atTerminal } from '../support/terminal.js'

/** In the drill both are normally down, and run all the same. */
const byHand = ['/etc/service/dnscache', '/etc/service/nginx']
const all = [...byHand, '/etc/service/tinydns']

const states = (drill: TestDrill) =>
  drill.sh(`for d in "$@"; do svstat $d | sed -E 's/ \\(pid.*//'; done`, ...all)
const allUp = all.map(path => `${path}: up\n`).join('')

it('a service that cannot get a supervise is waited for by nobody: what ran before runs', async () => {
  const drill = await openDrill('happy')
  await drill.sh(`${staging}
    mkdir /usr/local/ro; mount -t tmpfs -o mode=755 none /usr/local/ro; service /usr/local/ro/app; log /usr/local/ro/app
    mount -o remount,ro /usr/local/ro; ln -s /usr/local/ro/app /etc/service/app`)
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(exitCode).toBe(1)
  expect(stdout).not.toMatch(/waiting for .*app/)
  expect(stdout).toMatch(/not yet: app, app\/log/)
  expect(await states(drill)).toBe(allUp)
})

it.each([
  ['a directory supervise/ that is a file', 'echo >/usr/local/app/supervise'],
  ['a log that svscan cannot look at', 'ln -s log /usr/local/app/log'],
])('%s: the others run', async (_, make) => {
  const drill = await openDrill('happy')
  await drill.sh(`${staging} service /usr/local/app; ${make}; ln -s /usr/local/app /etc/service/app`)
  expect((await drill.svreset('--yes')).exitCode).toBe(1)
  expect(await states(drill)).toBe(allUp)
})

it.each(['resume', 'restore'])(
  'killed with everything down, then %s: all that ran before runs',
  async command => {
    const drill = await openDrill('happy')
    await killAt(drill, 'processes')
    const { exitCode, stdout, stderr } = await drill.svreset(command, '--yes')
    expect([exitCode, stderr], stdout).toEqual([0, ''])
    await untilUp(drill, ...all)
    expect(await drill.sh('svstat /etc/service/standby')).toContain(': down')
  },
)

it('stopped half-way: says what ran before and is down, and the command that starts what svscan would not', async () => {
  const drill = await openDrill('happy')
  const { stdout } = await drill.run([
    'sh',
    '-c',
    `svreset --yes >/usr/local/said & until grep -q 'Check that all processes' /usr/local/said; do :; done; kill -INT $!; wait $!; cat /usr/local/said`,
  ])
  expect(stdout).toMatch(/next: these services ran before and are down now.*: dnscache, nginx, tinydns;/)
  expect(stdout).toContain(
    'next: svc -u /usr/local/dnscache /usr/local/nginx then starts those of them that are normally down',
  )
})

it('stopped when only the links are gone: nothing is said to be down, as everything still runs', async () => {
  const drill = await openDrill('happy')
  const terminal = atTerminal(drill)
  await terminal.answer(1, 'y')
  await terminal.answer(2, 'y')
  await terminal.answer(3, 'q')
  await terminal.answerTo('Stop here', 'k')
  const { exitCode, screen } = await terminal.ended()
  expect([exitCode, screen.includes('down now')], screen).toEqual([4, false])
  expect(screen).toContain('svreset restore')
})
