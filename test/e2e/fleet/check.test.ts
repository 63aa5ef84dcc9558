import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { problemsWith } from '../../contract/validate.js'
import { controllerLacks, controllers } from '../support/controllers.js'
import { type Fleet, openFleet, type Play } from '../support/fleet.js'
import { skipWithout } from '../support/lacks.js'

/** Means something to HTML, to Jinja and, as printf(1) writes it, to a terminal. */
const marker = '<img src=x>{{ 7 * 191 }}\\033[31m'

describe.each(controllers)('check.yml from the controller %s', controller => {
  let fleet: Fleet
  let play: Play
  beforeEach(context => skipWithout(context, controllerLacks(controller)))
  beforeAll(async () => {
    if (controllerLacks(controller) !== null) return
    fleet = await openFleet(
      {
        calm: { scenario: 'happy' },
        gone: { scenario: 'empty' },
        marked: { scenario: 'link-dangling', prepare: `ln -s /nowhere "$(printf '/etc/service/${marker}')"` },
        torn: { scenario: 'service-paused' },
        without: { scenario: 'empty' },
      },
      controller,
    )
    await fleet.hosts.gone?.cut()
    await fleet.hosts.without?.drill.sh('rm /usr/local/bin/svreset')
    play = await fleet.play('check')
  })
  afterAll(() => fleet?.close())

  const report = (file: string) => readFileSync(`${fleet.place}/svreset-report/${file}`, 'utf8')

  it('prints one table, worst first, with hosts that do not answer or have no svreset', () => {
    const table = report('check.txt').trim()
    expect(play.output).toContain(table)
    const rows = table.split('\n').filter(line => /^\S/.test(line))
    expect(rows.map(line => line.split(/\s+/).slice(0, 2).join(' '))).toEqual([
      'HOST VERDICT',
      'marked sick',
      'gone unreachable',
      'without unknown',
      'torn warning',
      'calm happy',
      '5 hosts:',
    ])
    expect(table).toContain('unable to find the program svreset on this host')
  })

  it('writes one JSON file, with what each host has printed', () => {
    const { worst, counts, hosts } = JSON.parse(report('check.json'))
    expect({ worst, counts }).toEqual({
      worst: 'sick',
      counts: { sick: 1, unreachable: 1, unknown: 1, warning: 1, happy: 1 },
    })
    const checks = hosts.map(({ check }: { check: object }) => check)
    expect(checks.map((check: object) => Object.keys(check).length > 0)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ])
    for (const check of checks.filter((each: object) => 'schema' in each))
      expect(problemsWith('check', check)).toEqual([])
  })

  it('takes what a host sends for data: in the page, in templates, on the terminal', () => {
    const page = report('check.html')
    expect(page).toContain('&lt;img src=x&gt;{{ 7 * 191 }}\\x1b[31m')
    for (const text of [page, play.output, report('check.txt')]) {
      expect(text).not.toMatch(/1337|\u001b/)
      expect(text).toContain('{{ 7 * 191 }}')
    }
    expect(page).not.toContain('<img')
    expect(page.match(/<td class="\w+">/g)).toHaveLength(5)
  })

  it('fails for the hosts that need a person, and has changed nothing', () => {
    expect(play.exitCode).toBe(2)
    const failed = Object.entries(play.recap).map(([host, row]) => [host, row.failed, row.changed])
    expect(failed.sort()).toEqual([
      ['calm', 0, 0],
      ['gone', 1, 0],
      ['marked', 1, 0],
      ['torn', 0, 0],
      ['without', 1, 0],
    ])
  })

  it('writes nothing in check mode', async () => {
    const { exitCode } = await fleet.play(
      'check',
      '--check',
      '--limit',
      'calm',
      '-e',
      'svreset_report_dir=other',
    )
    expect([exitCode, existsSync(`${fleet.place}/other`)]).toEqual([0, false])
  })
})
