import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { controllerLacks, controllers } from '../support/controllers.js'
import { type Fleet, openFleet } from '../support/fleet.js'
import { skipWithout } from '../support/lacks.js'
import { column, hostOf, verdictOn } from '../support/plays.js'
import { fingerprint } from '../support/staging.js'

describe.each(controllers)('repair.yml from the controller %s', controller => {
  let fleet: Fleet
  beforeEach(context => skipWithout(context, controllerLacks(controller)))
  beforeAll(async () => {
    if (controllerLacks(controller) !== null) return
    fleet = await openFleet(
      {
        calm: { scenario: 'happy' },
        torn: { scenario: 'supervise-unlinked' },
        restless: { scenario: 'supervise-unreachable' },
        helpless: { scenario: 'run-missing' },
        last: { scenario: 'service-paused' },
      },
      controller,
    )
  })
  afterAll(() => fleet?.close())

  const drill = (host: string) => hostOf(fleet, host).drill
  const verdict = (host: string) => verdictOn(fleet, host)

  it('with --check --diff shows the plan and changes nothing', async () => {
    const before = await fingerprint(drill('torn'))
    const play = await fleet.play(
      'repair',
      '--check',
      '--diff',
      '--limit',
      'calm,torn,last',
      '-e',
      'svreset_serial=3',
    )
    expect([play.exitCode, column(play, 'changed')]).toEqual([0, { calm: 0, torn: 1, last: 1 }])
    expect(play.output).toContain('ln -s /usr/local/tinydns tinydns')
    expect(await fingerprint(drill('torn'))).toBe(before)
  })

  it('stops at the host that refuses, and does not touch it', async () => {
    const before = await fingerprint(drill('restless'))
    const play = await fleet.play('repair', '-e', 'svreset_max_interrupt=0')
    expect(play.exitCode).toBe(2)
    expect(column(play, 'changed')).toEqual({ calm: 0, torn: 1, restless: 0 })
    expect(column(play, 'failed')).toEqual({ calm: 0, torn: 0, restless: 1 })
    expect(play.output).toContain('--max-interrupt allows 0; the plan interrupts tinydns')
    expect(await fingerprint(drill('restless'))).toBe(before)
    expect([await verdict('torn'), await verdict('last')]).toEqual(['happy', 'warning'])
  })

  it('stops at the host that is not happy afterwards, in a batch of two as well', async () => {
    const play = await fleet.play('repair', '-e', 'svreset_serial=2')
    expect(play.exitCode).toBe(2)
    expect(column(play, 'changed')).toEqual({ calm: 0, torn: 0, restless: 1, helpless: 0 })
    expect(column(play, 'failed')).toMatchObject({ helpless: 1 })
    expect(play.output).toContain('left for a person: run-missing')
    expect(await verdict('last')).toBe('warning')
  })

  it('stops at a host that does not answer, in a batch of two as well', async () => {
    await fleet.hosts.helpless?.cut()
    for (const serial of [1, 2]) {
      const play = await fleet.play(
        'repair',
        '--limit',
        'calm,helpless,last',
        '-e',
        `svreset_serial=${serial}`,
      )
      expect([play.exitCode, column(play, 'failed')]).toEqual([2, { calm: 0, helpless: 1 }])
    }
    expect(await verdict('last')).toBe('warning')
  })

  it('changes nothing the second time', async () => {
    const hosts = ['--limit', 'calm,torn,restless,last', '-e', 'svreset_serial=4']
    const first = await fleet.play('repair', ...hosts)
    const second = await fleet.play('repair', ...hosts)
    expect([first.exitCode, second.exitCode]).toEqual([0, 0])
    expect(column(first, 'changed')).toEqual({ calm: 0, torn: 0, restless: 0, last: 1 })
    expect(column(second, 'changed')).toEqual({ calm: 0, torn: 0, restless: 0, last: 0 })
    expect(await verdict('last')).toBe('happy')
  })
})
