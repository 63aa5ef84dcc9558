import { describe, expect, it } from 'vitest'
import { withDefaults } from '../../../src/cli/settings/acting-settings.js'
import { parseSettings } from '../../../src/cli/settings/parse-settings.js'
import type { Finding } from '../../../src/contract/finding.js'
import { rulesOfToday, setAside } from '../../../src/diagnosis/ignore.js'
import { UserError } from '../../../src/errors.js'

function mistakesOf(source: string): string[] {
  try {
    parseSettings('config.yaml', source)
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return error.reasons.flatMap(
      line => /^config\.yaml:(\d+):\d+: (.*)$/.exec(line)?.slice(1).join(' ') ?? [],
    )
  }
}

describe('settings', () => {
  it('are what the file says', () => {
    const source = `version: 1
service_directory: /service
stop_timeout: 2m
ignore:
  - { finding: zombie, service: nginx, reason: ticket 42, until: 2027-01-31 }
`
    expect(parseSettings('config.yaml', source)).toEqual({
      service_directory: '/service',
      stop_timeout: '2m',
      ignore: [{ finding: 'zombie', service: 'nginx', reason: 'ticket 42', until: '2027-01-31' }],
    })
  })

  it('tell all mistakes of their shape at once, each with its place', () => {
    const source = `version: 2
service_dir: /service
ignore:
  - finding: zombie
    until: tomorrow
keep_runs: 90
`
    const mistakes = mistakesOf(source)
    for (const part of [
      /^1 .*must be 1/,
      /^2 .*unknown key 'service_dir'.*service_directory/,
      /^4 .*reason is missing/,
      /^5 .*until must be a date/,
      /^6 .*keep_runs must be a duration/,
    ])
      expect(mistakes).toContainEqual(expect.stringMatching(part))
    expect(mistakes).toHaveLength(5)
  })

  it('tell all wrong values at once: no such finding or method, no unit, no whole path, an unfinished run ignored', () => {
    const source = `version: 1
service_directory: service
stop_timeout: 30
restart_method: systemdd
keep_runs: 90 moons
ignore:
  - { finding: zombi, reason: x, until: 2027-01-31 }
  - { finding: run-unfinished, reason: x, until: 2027-01-31 }
`.replace('stop_timeout: 30', "stop_timeout: '30'")
    expect(mistakesOf(source)).toEqual([
      expect.stringMatching(/^3 stop_timeout must be a duration/),
      expect.stringMatching(/^5 keep_runs must be a duration/),
      expect.stringMatching(/^2 service_directory must be a whole path/),
      expect.stringMatching(/^4 no restart method systemdd: did you mean 'systemd'/),
      expect.stringMatching(/^7 no finding zombi: did you mean 'zombie'/),
      expect.stringMatching(/^8 run-unfinished cannot be ignored/),
    ])
  })

  it('give way to the command line, and set no parameter that a runbook may not have', () => {
    const settings = { service_directory: '/a', stop_timeout: '2m', restart_method: 'manual' }
    const own = { hasStopTimeout: true }
    expect(withDefaults({ color: true }, settings, own)).toEqual({
      color: true,
      serviceDir: '/a',
      stopTimeout: '2m',
      restartMethod: 'manual',
    })
    const given = { color: true, serviceDir: '/b', stopTimeout: '1s', restartMethod: 'systemd' }
    expect(withDefaults(given, settings, own)).toEqual(given)
    const param = { stop_timeout: '5s' }
    expect(withDefaults({ color: true, param }, settings, own)).not.toHaveProperty('stopTimeout')
    expect(withDefaults({ color: true }, settings, { hasStopTimeout: false })).not.toHaveProperty(
      'stopTimeout',
    )
  })
})

describe('an ignored finding', () => {
  const finding = (id: string, service: string | null, causedBy?: string): Finding => ({
    ...{ id, service, severity: 'critical', pids: [], message: '', evidence: {}, byHand: '' },
    ...(causedBy === undefined ? {} : { causedBy }),
  })
  const rule = (id: string, until = '2027-01-31', service?: string) => ({
    ...{ finding: id, reason: 'x', until },
    ...(service === undefined ? {} : { service }),
  })

  it('is set aside with its rule until the end of that day in UTC, and counts again after it', () => {
    const rules = [rule('zombie')]
    expect(rulesOfToday(rules, Date.parse('2027-01-31T23:59:59Z'))).toEqual(rules)
    expect(rulesOfToday(rules, Date.parse('2027-02-01T00:00:00Z'))).toEqual([])
  })

  it('takes its consequences with it, and those of another cause stay', () => {
    const [cause, other] = [finding('log-shared', 'a'), finding('log-shared', 'b')]
    const consequence = finding('service-restarting', 'a', 'log-shared')
    const further = finding('zombie', null, 'service-restarting')
    const all = [cause, consequence, further]
    expect(setAside(all, [rule('log-shared')]).counted).toEqual([])
    expect(setAside([...all, other], [rule('log-shared', '2027-01-31', 'a')]).counted).toEqual([
      consequence,
      further,
      other,
    ])
    expect(setAside(all, [rule('zombie')]).counted).toEqual([cause, consequence])
    expect(setAside(all, [rule('log-shared', '2027-01-31', 'b')]).counted).toEqual(all)
  })
})
