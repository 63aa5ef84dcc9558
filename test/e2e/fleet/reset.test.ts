import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { controllerLacks } from '../support/controllers.js'
import { type Fleet, openFleet } from '../support/fleet.js'
import { skipWithout } from '../support/lacks.js'
import { column, hostOf, runsOn, verdictOn } from '../support/plays.js'

let fleet: Fleet
beforeEach(context => skipWithout(context, controllerLacks('here')))
beforeAll(async () => {
  if (controllerLacks('here') !== null) return
  fleet = await openFleet(
    {
      calm: { scenario: 'happy' },
      first: { scenario: 'unhappy' },
      drifted: { scenario: 'supervise-unreachable' },
      last: { scenario: 'supervise-unlinked' },
    },
    'here',
  )
})
afterAll(() => fleet?.close())

/** Runs reset.yml at a terminal, and answers its question after `before`. */
async function atTerminal(answer: string, before = async () => {}) {
  const { argv, env } = fleet.command('reset')
  const child: ChildProcess = spawn('/usr/bin/python3', ['-c', pty, ...argv], { env })
  let screen = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    screen += text
  })
  const closed = once(child, 'close')
  const asked = new Promise<void>(resolve =>
    child.stdout?.on('data', () => {
      if (screen.includes('Only yes means yes')) resolve()
    }),
  )
  await Promise.race([asked, closed])
  await before()
  child.stdin?.write(`${answer}\r`)
  const [exitCode] = await closed
  return { exitCode, screen }
}

/** Runs its arguments at a terminal of their own. */
const pty = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'

const runs = async () =>
  Object.fromEntries(
    await Promise.all(Object.keys(fleet.hosts).map(async host => [host, (await runsOn(fleet, host)).length])),
  )
const none = { calm: 0, first: 0, drifted: 0, last: 0 }
const plansLeft = (host: string) => hostOf(fleet, host).drill.sh('ls -A /var/lib/svreset/plans')

it('in check mode shows all plans, saves none, asks nobody', async () => {
  const play = await fleet.play('reset', '--check')
  expect([play.exitCode, column(play, 'changed')]).toEqual([0, { calm: 0, first: 1, drifted: 1, last: 1 }])
  expect(play.output).toMatch(
    /== first ==\nReset daemontools: .*[\s\S]*== last ==\n[\s\S]*3 plans; 1 hosts need none/,
  )
  expect(await hostOf(fleet, 'first').drill.sh('ls /var/lib/svreset 2>&1 || :')).toContain('No such file')
})

it('resets nothing, and leaves no plan, where nobody says yes: another answer, or nobody there', async () => {
  const { exitCode, screen } = await atTerminal('y', async () => {
    const mode = await hostOf(fleet, 'first').drill.sh(
      'stat -c "%a %U" /var/lib/svreset/plans /var/lib/svreset/plans/*',
    )
    expect(mode).toBe('700 root\n600 root\n')
  })
  expect([exitCode, screen]).toEqual([2, expect.stringContaining('nobody said yes')])
  expect([await plansLeft('first'), await runs()]).toEqual(['', none])

  const alone = await fleet.play('reset')
  expect([alone.exitCode, alone.output]).toEqual([2, expect.stringContaining('nobody said yes')])
  expect([await plansLeft('last'), await runs()]).toEqual(['', none])
})

it('asks once, applies exactly the plans that were shown, and stops at a host that has drifted', async () => {
  const { exitCode, screen } = await atTerminal('yes', () =>
    hostOf(fleet, 'drifted')
      .drill.sh('ln -s /usr/local/nginx /etc/service/new')
      .then(() => {}),
  )
  expect(exitCode).toBe(2)
  expect(screen.match(/Only yes means yes/g)).toHaveLength(1)
  expect(screen).toContain('new is new: a link to /usr/local/nginx')
  expect(await runs()).toEqual({ ...none, first: 1 })
  expect([await verdictOn(fleet, 'first'), await plansLeft('drifted')]).toEqual(['happy', ''])
})

it('has nothing to do on hosts that are happy', async () => {
  const play = await fleet.play('reset', '--limit', 'calm,first')
  expect([play.exitCode, column(play, 'changed')]).toEqual([0, { calm: 0, first: 0 }])
  expect(await runs()).toEqual({ ...none, first: 1 })
})
