import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { problemsWith } from '../../contract/validate.js'
import { controllerLacks } from '../support/controllers.js'
import { type Fleet, openFleet } from '../support/fleet.js'
import { skipWithout } from '../support/lacks.js'
import { column, hostOf, runsOn } from '../support/plays.js'

/** A host that somebody else has taken over: harmless, but not what it says. */
const hostile = {
  schema: 'svreset/runs/1',
  runs: ['../../../escaped', '2026-11-23T15-31-00Z-3f9c', '2026-11-23T15-31-00Z-3f9c\n'].map(run => ({
    run,
    status: '<img src=x>',
    runbook: { name: '{{ 7 * 191 }}', title: '<b>' },
    serviceDirectory: '<b>',
    started: '<b>',
    directory: '/etc',
  })),
}

let fleet: Fleet
beforeEach(context => skipWithout(context, controllerLacks('here')))
beforeAll(async () => {
  if (controllerLacks('here') !== null) return
  fleet = await openFleet(
    {
      calm: { scenario: 'happy' },
      half: { scenario: 'run-unfinished' },
      gone: { scenario: 'empty' },
      taken: { scenario: 'empty' },
    },
    'here',
  )
  await hostOf(fleet, 'gone').cut()
  await hostOf(fleet, 'taken').drill.sh(
    `rm /usr/local/bin/svreset; printf '#!/bin/sh\\ncat /etc/answer\\n' >/usr/local/bin/svreset
    chmod 755 /usr/local/bin/svreset; printf %s "$1" >/etc/answer`,
    JSON.stringify(hostile),
  )
})
afterAll(() => fleet?.close())

it('restore.yml puts back what an interrupted run has left out, once', async () => {
  const { drill } = hostOf(fleet, 'half')
  const links = () => drill.sh('ls /etc/service')
  expect(await links()).toBe('')
  const hosts = ['--limit', 'calm,half']
  const rehearsed = await fleet.play('restore', '--check', '--diff', ...hosts)
  expect([rehearsed.exitCode, column(rehearsed, 'changed')]).toEqual([0, { calm: 0, half: 1 }])
  expect([rehearsed.output, await links()]).toEqual([
    expect.stringContaining('ln -s /usr/local/nginx nginx'),
    '',
  ])
  const restored = await fleet.play('restore', ...hosts)
  expect([restored.exitCode, column(restored, 'changed')]).toEqual([0, { calm: 0, half: 1 }])
  expect([await links(), (await runsOn(fleet, 'half'))[0]?.status]).toEqual(['nginx\ntinydns\n', 'restored'])
  const again = await fleet.play('restore', ...hosts)
  expect([again.exitCode, column(again, 'changed')]).toEqual([0, { calm: 0, half: 0 }])
})

it('collect_runs.yml brings journals and reports to the controller, once; what a host calls a run leads nowhere else', async () => {
  const first = await fleet.play('collect_runs')
  expect([first.exitCode, column(first, 'changed')]).toEqual([0, { calm: 0, half: 1, gone: 0, taken: 0 }])
  const second = await fleet.play('collect_runs')
  expect([second.exitCode, column(second, 'changed')]).toEqual([0, { calm: 0, half: 0, gone: 0, taken: 0 }])

  const [run] = await runsOn(fleet, 'half')
  const place = `${fleet.place}/svreset-runs`
  expect(readdirSync(`${place}/half/runs/${run?.run}`).sort()).toEqual([
    'journal.jsonl',
    'manifest.yaml',
    'report.html',
    'report.json',
  ])
  const journal = readFileSync(`${place}/half/runs/${run?.run}/journal.jsonl`, 'utf8')
  expect(journal).toBe(await hostOf(fleet, 'half').drill.sh('cat /var/lib/svreset/runs/*/journal.jsonl'))
  const report = JSON.parse(readFileSync(`${place}/half/runs/${run?.run}/report.json`, 'utf8'))
  expect([report.run, problemsWith('run', report)]).toEqual([run?.run, []])
  expect(readFileSync(`${place}/half/runs/${run?.run}/report.html`, 'utf8')).toContain(
    'Empty the svscan directory',
  )

  expect(readdirSync(`${place}/taken/runs`)).toEqual(['2026-11-23T15-31-00Z-3f9c'])
  expect(existsSync(`${fleet.place}/escaped`)).toBe(false)
  for (const page of [`${place}/runs.html`, `${place}/taken/runs/2026-11-23T15-31-00Z-3f9c/report.html`]) {
    const text = readFileSync(page, 'utf8')
    expect(text).toContain('&lt;')
    expect(text).not.toMatch(/<img|<b>|1337/)
  }
  const index = JSON.parse(readFileSync(`${place}/runs.json`, 'utf8'))
  expect(index.silent).toEqual(['gone'])
  expect(index.runs.map((each: { host: string }) => each.host).sort()).toEqual(['half', 'taken'])
})
