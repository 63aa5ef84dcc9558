import { expect, it } from 'vitest'
import type { Absence, RunEffect } from '../../src/contract/effect.js'
import type { EffectJson } from '../../src/render/effect-json.js'
import { effectRows } from '../../src/render/effect-words.js'
import { openDrill, type TestDrill } from './support/drill.js'
import { killAt } from './support/killed.js'
import { eventsOf } from './support/links.js'
import { lives, pidOf, staging, untilUp } from './support/staging.js'
import { atTerminal } from './support/terminal.js'

it('all five formats tell the same effect of one run, from its journal', async () => {
  const drill = await openDrill('unhappy')
  const { stdout } = await drill.svreset('--yes')
  const said = stdout.split('\n').map(line => line.replace(/^\d\d:\d\d:\d\dZ /, ''))
  const effect = await reported(drill)
  const rows = effectRows(toEffect(effect)).map(({ name, text }) => ({ name, text }))
  expect(rows.map(({ name }) => name)).toEqual([
    ...['verdict', 'services', 'away', 'SIGKILL', 'cured', 'left', 'steps', 'report'],
  ])
  expect(rows[0]?.text).toBe('sick before, happy after')
  const from = said.indexOf(`verdict: ${rows[0]?.text}`)
  expect(said.slice(from, from + rows.length + 1)).toEqual([
    ...rows.map(({ name, text }) => `${name}: ${text}`),
    'done: all links are in place',
  ])
  const text = (await drill.svreset('runs', effect.run)).stdout.replace(/\s+/g, ' ')
  const markdown = (await drill.svreset('runs', effect.run, '--markdown')).stdout
  const html = (await drill.svreset('runs', effect.run, '--html')).stdout
  for (const row of rows) {
    expect(text).toContain(`${row.name} ${row.text}`)
    expect(markdown.replaceAll('\\', '')).toContain(`- **${row.name}**: ${row.text}\n`)
    expect(html).toMatch(new RegExp(`<dt>${row.name}</dt><dd[^>]*>${quoted(row.text)}</dd>`))
  }
})

it('measures how long each was away: what svstat counts began when the effect says that it was back', async () => {
  const drill = await openDrill('happy')
  const events = eventsOf((await drill.svreset('--yes', '--json')).stdout)
  const { effect } = events.at(-1) as unknown as { effect: EffectJson }
  expect(await reported(drill)).toEqual(effect)
  const states = effect.services.filter(({ role }) => role === 'service')
  expect(states.map(({ name, before, after, absences }) => [name, before, after, absences.length])).toEqual([
    ['dnscache', 'up', 'up', 1],
    ['nginx', 'up', 'up', 1],
    ['standby', 'down', 'down', 0],
    ['tinydns', 'up', 'up', 1],
  ])
  for (const name of ['dnscache', 'nginx', 'tinydns']) {
    const [absence] = states.find(each => each.name === name)?.absences ?? []
    // svstat subtracts whole seconds of the clock. The clock is read before and after it.
    const [begin = '', line = '', end = ''] = (
      await drill.sh('date +%s; svstat "/etc/service/$1"; date +%s', name)
    ).split('\n')
    const seconds = Number(/\) (\d+) seconds/.exec(line)?.[1])
    const back = Math.floor(Date.parse(absence?.to ?? '') / 1000)
    expect(seconds).toBeGreaterThanOrEqual(Number(begin) - back)
    expect(seconds).toBeLessThanOrEqual(Number(end) - back)
    expect(absence?.exact).toBe(true)
    expect(absence?.durationMs).toBeGreaterThan(0)
  }
})

it('names what it killed, and calls a service that was down all the time no absence', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/deaf 'trap "" TERM; while :; do sleep 1000 & wait; done'
      service /usr/local/idle; touch /usr/local/idle/down
      for name in deaf idle; do ln -s "/usr/local/$name" /etc/service/; done`,
  })
  await untilUp(drill, '/etc/service/deaf')
  const pid = await pidOf(drill, '/etc/service/deaf')
  const { stdout, exitCode } = await drill.svreset('--yes', '--stop-timeout', '1s')
  expect([exitCode, await lives(drill, pid)]).toEqual([0, false])
  const effect = await reported(drill)
  expect(effect.killed.map(each => [each.pid, each.step])).toContainEqual([pid, 'stop'])
  expect(stdout).toMatch(new RegExp(`Z SIGKILL: .*, pid ${pid} \\(step stop\\)`))
  expect(effect.services.map(({ name, absences }) => [name, absences.length])).toEqual([
    ['deaf', 1],
    ['idle', 0],
  ])
  // It was up while it ignored SIGTERM.
  expect(effect.services[0]?.absences[0]?.durationMs).toBeLessThan(20_000)
})

it('a run that was killed tells what is known; the one that goes on measures over the gap', async () => {
  const drill = await openDrill('happy')
  await killAt(drill, 'svscan')
  const killed = await reported(drill)
  expect(killed).toMatchObject({ ending: 'cut-off', verdict: { before: 'happy', after: null } })
  expect(killed.steps.notReached).toBeGreaterThan(3)
  const away = ({ services }: EffectJson) =>
    services.filter(({ role, absences }) => role === 'service' && absences.length > 0)
  expect(away(killed).map(({ name, after, absences }) => [name, after, absences.at(-1)?.to])).toEqual([
    ['dnscache', null, null],
    ['nginx', null, null],
    ['tinydns', null, null],
  ])
  expect((await drill.svreset('runs', killed.run)).stdout.replace(/\s+/g, ' ')).toMatch(
    /away dnscache since \d\d:\d\d:\d\d UTC, not back yet; nginx since /,
  )
  const { stdout } = await drill.svreset('resume', '--yes')
  const whole = await reported(drill)
  expect(whole).toMatchObject({ ending: 'done', verdict: { before: 'happy', after: 'happy' } })
  expect(away(whole).map(({ name, absences }) => [name, absences.length, absences[0]?.from])).toEqual(
    away(killed).map(({ name, absences }) => [name, 1, absences[0]?.from]),
  )
  expect(stdout).toContain('services: 4 services as before')
})

it('at a terminal: q in the middle says who is down; u says undone, and when they were back', async () => {
  const drill = await openDrill('happy')
  const terminal = atTerminal(drill)
  for (const step of [1, 2, 3]) await terminal.answer(step, 'y')
  await terminal.answer(4, 'q')
  await terminal.answerTo('undo what was done', 'u')
  const { screen } = await terminal.ended()
  const effect = await reported(drill)
  expect(effect).toMatchObject({ ending: 'undone', verdict: { before: 'happy', after: 'happy' } })
  expect(effect.services.filter(({ before, after }) => before !== after)).toEqual([])
  expect(screen).toContain('services: 4 services as before')
  expect(screen).toContain('undone: all links are in place')
  expect(screen.replace(/\s+/g, ' ')).toContain(
    effectRows(toEffect(effect)).find(({ name }) => name === 'away')?.text,
  )

  await drill.sh('rm /etc/code /etc/typescript')
  const again = atTerminal(drill)
  for (const step of [1, 2, 3]) await again.answer(step, 'y')
  await again.answer(4, 'q')
  await again.answerTo('undo what was done', 'k')
  const left = (await again.ended()).screen
  expect(left).toMatch(/verdict: happy before, sick after/)
  expect(left.replace(/\s+/g, ' ')).toContain('nginx was up, is down')
  expect(left).toContain('stopped: the links are removed')
  // What follows from a run that stands still is no news, and what goes with its service is not cured.
  expect(left).not.toMatch(/^(new|cured): /m)
  const { findings } = await reported(drill)
  expect(new Set(findings.after?.map(({ causedBy }) => causedBy))).toEqual(new Set(['run-unfinished']))
})

async function reported(drill: TestDrill): Promise<EffectJson> {
  const { runs } = JSON.parse((await drill.svreset('runs', '--json')).stdout) as { runs: { run: string }[] }
  const run = JSON.parse((await drill.svreset('runs', runs[0]?.run ?? '', '--json')).stdout)
  return run.effect
}

/** The value that the JSON was made of. */
function toEffect({ services, ...rest }: EffectJson): RunEffect {
  return {
    ...rest,
    services: services.map(({ absences, ...each }) => ({
      ...each,
      absences: absences.map(
        ({ from, to, exact }): Absence => ({
          from: Date.parse(from),
          to: to === null ? null : Date.parse(to),
          exact,
        }),
      ),
    })),
  }
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
