import { describe, expect, it } from 'vitest'
import { openDrill, openLastingDrill, type TestDrill } from '../support/drill.js'
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

describe.concurrent('a step fails, and --yes asks nobody', { timeout: 180_000 }, () => {
  /** The steps at which the links are gone, or services are down; the one after that fails, as a link has come. */
  it.for([2, 4, 5, 9, 11, 12])(
    'behind step %i: what is down is named, and what is printed starts all that ran before',
    async (number, { expect }) => {
      await using drill = await openLastingDrill('happy')
      const said = await drill.sh(
        `svreset --yes >/usr/local/said 2>&1 & run=$!
        until grep -qF "[$1/" /usr/local/said || ! kill -0 $run; do :; done 2>/dev/null
        mkdir /usr/local/come; printf '#!/bin/sh\\nexec sleep 1000000\\n' >/usr/local/come/run; chmod 755 /usr/local/come/run
        ln -s /usr/local/come /etc/service/; wait $run || :; cat /usr/local/said`,
        String(number),
      )
      expect(said).toContain('FAILED: ')
      const told = [...said.matchAll(/ran before and are down now[^:]*: ([^;\n]*)/g)]
        .flatMap(([, names = '']) => names.split(', '))
        .map(name => `/etc/service/${name.trim()}`)
      const down = (
        await drill.sh(
          'for d in "$@"; do svstat /usr/local/${d##*/} | grep -q ": up" || echo $d; done',
          ...all,
        )
      )
        .split('\n')
        .filter(Boolean)
      expect(
        down.filter(path => !told.includes(path)),
        said,
      ).toEqual([])
      const [, restore] = /next: (svreset restore \S+) puts/.exec(said) ?? []
      const [, byHand] = /next: (svc -u .*) starts the services/.exec(said) ?? []
      await drill.sh(restore === undefined ? (byHand ?? '') : `${restore} --yes`)
      await untilUp(drill, ...all)
      expect(await drill.sh('svstat /etc/service/standby')).toContain(': down')
    },
  )
})
