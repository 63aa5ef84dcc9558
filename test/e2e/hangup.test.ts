import { expect, it } from 'vitest'
import { openDrill } from './support/drill.js'
import { linksOf } from './support/links.js'
import { atTerminal } from './support/terminal.js'

/** A service that takes two seconds to stop: time for a terminal to go away. */
const slow = `
  mkdir -p /usr/local/slow
  printf '#!/bin/sh\\ntrap "sleep 2; exit" TERM\\nwhile :; do sleep 0.1; done\\n' >/usr/local/slow/run
  chmod 755 /usr/local/slow/run
  ln -s /usr/local/slow /etc/service/slow`

it.each([
  ['and a signal says so', 'svreset'],
  // Nor may the signal have come yet: then the terminal cannot be opened for the next question.
  ['and no signal says so', 'setsid --wait svreset'],
])(
  'finishes without asking when the terminal goes away while the links are out, %s',
  async (_how, command) => {
    const drill = await openDrill('happy', { prepare: slow })
    await drill.sh('until svstat /etc/service/slow | grep -q ": up (pid .*) [1-9]"; do sleep 0.1; done')
    const before = await linksOf(drill)
    const terminal = atTerminal(drill, command)
    await terminal.answer(1, 'y')
    await terminal.answer(2, 'y')
    await terminal.answer(3, 'y')
    await terminal.hangUp()
    const told = await drill.sh('cat /etc/typescript; cut -c 1-300 /var/lib/svreset/runs/*/journal.jsonl')
    expect(await linksOf(drill), told).toEqual(before)
    expect((await drill.svreset('resume', '--yes')).stdout).toContain('no run is unfinished')
    expect(await drill.sh('tail -n 2 /var/lib/svreset/runs/*/journal.jsonl')).toContain('"how":"done"')
    expect((await drill.svreset('check')).exitCode).toBe(0)
  },
)

it('touches nothing when the terminal goes away before the first link', async () => {
  const drill = await openDrill('happy')
  const before = await linksOf(drill)
  const terminal = atTerminal(drill)
  await terminal.shown('Run it?')
  await terminal.hangUp()
  expect(await linksOf(drill)).toEqual(before)
  expect((await drill.run(['ls', '/var/lib/svreset'])).exitCode).not.toBe(0)
})
