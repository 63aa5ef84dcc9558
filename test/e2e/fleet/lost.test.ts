import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { controllerLacks } from '../support/controllers.js'
import { type Fleet, openFleet } from '../support/fleet.js'
import { skipWithout } from '../support/lacks.js'
import { column, hostOf, runsOn, verdictOn } from '../support/plays.js'
import { pidOf, staging, untilUp } from '../support/staging.js'

/** A service that stops when the test lets it. */
const slow = `${staging}
service /usr/local/slow 'trap "until [ -e /etc/go ]; do sleep 0.1; done; exit" TERM; while :; do sleep 0.1; done'
ln -s /usr/local/slow /etc/service/slow`

let fleet: Fleet
beforeEach(context => skipWithout(context, controllerLacks('here')))
beforeAll(async () => {
  if (controllerLacks('here') !== null) return
  fleet = await openFleet(
    {
      calm: { scenario: 'happy' },
      cut: { scenario: 'empty', prepare: slow },
      killed: { scenario: 'unhappy' },
      half: { scenario: 'run-unfinished' },
      last: { scenario: 'service-paused' },
    },
    'here',
  )
  // What the service was is left over beside what the next supervise starts.
  const { drill } = hostOf(fleet, 'cut')
  await untilUp(drill, '/etc/service/slow')
  const pid = await pidOf(drill, '/etc/service/slow')
  await drill.sh(
    'kill -9 "$(ps -o ppid= -p "$1" | tr -d " ")"; until svstat /etc/service/slow | grep -v "pid $1)" | grep -q ": up"; do sleep 0.05; done',
    String(pid),
  )
})
afterAll(() => fleet?.close())

/** Waits until a run is at work on the host; returns its id. */
const atWork = async (host: string) => {
  const { drill } = hostOf(fleet, host)
  await drill.sh('until svreset runs | grep -q " running "; do sleep 0.2; done')
  return (await runsOn(fleet, host))[0]?.run ?? ''
}

it('what was begun on a host that is lost goes on, and the next play waits for its end', async () => {
  const options = ['--limit', 'calm,cut,last', '-e', 'svreset_stop_timeout=5m', '-v']
  // Without pipelining Ansible's module has a terminal, and ends with it.
  options.push('-e', 'ansible_pipelining=false')
  const play = fleet.play('repair', ...options)
  const run = await atWork('cut')
  await hostOf(fleet, 'cut').cut()
  const lost = await play
  expect([lost.exitCode, column(lost, 'failed')]).toEqual([2, { calm: 0, cut: 1 }])
  expect(await runsOn(fleet, 'cut')).toMatchObject([{ run, status: 'running' }])
  expect(await verdictOn(fleet, 'last')).toBe('warning')

  await hostOf(fleet, 'cut').drill.sh('while pgrep -f "[A]nsiballZ_run" >/dev/null; do sleep 0.05; done')
  await hostOf(fleet, 'cut').connect()
  const again = fleet.play('repair', ...options)
  // It asks again and again how that run is going.
  await hostOf(fleet, 'cut').drill.sh(
    'until pgrep -f "[r]uns $1 --json" >/dev/null; do sleep 0.05; done; touch /etc/go',
    run,
  )
  const next = await again
  expect([next.exitCode, next.output]).toEqual([0, expect.anything()])
  expect(next.output).toContain(`"picked_up": "${run}"`)
  expect(column(next, 'changed')).toEqual({ calm: 0, cut: 0, last: 1 })
  expect(await runsOn(fleet, 'cut')).toMatchObject([{ run, status: 'done' }])
  expect(await verdictOn(fleet, 'cut')).toBe('happy')
})

it('where svreset itself is killed, the play fails there, and the next one repairs what is left', async () => {
  const play = fleet.play('repair', '--limit', 'killed')
  const run = await atWork('killed')
  const { drill } = hostOf(fleet, 'killed')
  const { sessions } = JSON.parse((await drill.svreset('runs', run, '--json')).stdout)
  await drill.sh('kill -9 "$1"', String(sessions.at(-1).pid))
  const failed = await play
  expect([failed.exitCode, failed.output]).toEqual([2, expect.stringContaining(`run ${run} was cut off`)])
  expect((await fleet.play('repair', '--limit', 'killed')).exitCode).toBe(0)
  expect(await verdictOn(fleet, 'killed')).toBe('happy')
})

it('a run that has left links out is finished only where that is asked for', async () => {
  const [run] = await runsOn(fleet, 'half')
  const refused = await fleet.play('repair', '--limit', 'half')
  expect([refused.exitCode, refused.output]).toEqual([2, expect.stringContaining('was not finished')])
  const options = ['--limit', 'half', '-e', 'svreset_resume=true', '-e', 'svreset_stop_timeout=1s']
  const rehearsed = await fleet.play('repair', '--check', ...options)
  expect([rehearsed.exitCode, column(rehearsed, 'changed')]).toEqual([0, { half: 1 }])
  expect(await runsOn(fleet, 'half')).toMatchObject([{ status: 'unfinished' }])
  const resumed = await fleet.play('repair', ...options)
  expect([resumed.exitCode, column(resumed, 'changed')]).toEqual([0, { half: 1 }])
  expect(await runsOn(fleet, 'half')).toMatchObject([{ run: run?.run, status: 'done' }])
  expect(await verdictOn(fleet, 'half')).toBe('happy')
})
