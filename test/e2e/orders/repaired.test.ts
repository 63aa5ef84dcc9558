import { describe, it } from 'vitest'
import { checkJson } from '../support/check.js'
import type { TestDrill } from '../support/drill.js'
import { atTerminal } from '../support/terminal.js'
import {
  left,
  logOfOrphan,
  openToldDown,
  renewed,
  stateOf,
  type ToldDown,
  unlinked,
} from '../support/told-down.js'

const ids = async (drill: TestDrill) => (await checkJson(drill)).findings.map(({ id }) => id)

/** Kills a repair as soon as svreset's file `down` is there, and, `late`, the supervise of this part has ended. */
async function killRepair(drill: TestDrill, { part }: ToldDown, late: boolean): Promise<void> {
  const child = drill.spawn(['svreset', 'repair', '--yes'], { stdio: 'ignore' })
  const ended = new Promise(resolve => child.once('exit', resolve))
  await drill.sh(
    `old=; for at in /proc/[0-9]*; do
       [ "$(cat "$at/comm")" = supervise ] && [ "$(readlink "$at/cwd")" = "/usr/local/$1" ] && old=$at
     done 2>/dev/null; [ -n "$old" ]
     until [ -e "/usr/local/$1/down" ]; do sleep 0.01; done
     if "$2"; then while [ -e "$old" ]; do sleep 0.01; done; fi
     pkill -KILL -f '[m]ain.js repair'; head -n 1 "/usr/local/$1/down" | grep -q '^svreset '`,
    part,
    String(late),
  )
  await ended
}

describe.concurrent('svreset repair: what was told to be down is never started', { timeout: 180_000 }, () => {
  it.for(renewed)('$name', async (told, { expect }) => {
    await using drill = await openToldDown(told)
    const [before, found] = [await stateOf(drill, told), await ids(drill)]
    const { stdout } = await drill.run(['svreset', 'repair', '--yes'], { timeout: 120_000 })
    expect(await stateOf(drill, told), stdout).toBe(before)
    expect([before, stdout]).toEqual([
      expect.stringContaining(': down, normally up'),
      expect.stringMatching(/^\S+ cured: /m),
    ])
    const sick = /^(svscan-not-running|supervise-|log-missing)/
    expect(found.filter(id => sick.test(id))).not.toEqual([])
    expect((await ids(drill)).filter(id => sick.test(id))).toEqual([])
    expect((await drill.svreset('resume', '--yes')).stdout).toContain('no run is unfinished')
  })

  it.for(left)('$name, which is left to a person', async (told, { expect }) => {
    await using drill = await openToldDown(told)
    const before = await stateOf(drill, told)
    const { stdout } = await drill.run(['svreset', 'repair', '--yes'], { timeout: 120_000 })
    expect(await stateOf(drill, told)).toBe(before)
    expect([stdout, await ids(drill)]).toEqual([
      expect.stringContaining('Left to you:'),
      expect.arrayContaining([told.name]),
    ])
  })

  it.for<[string, ToldDown, boolean, string]>([
    ['service, before its supervise ends', unlinked, false, 'svreset resume --yes'],
    ['service, after that', unlinked, true, 'svreset resume --yes'],
    ['service, before its supervise ends', unlinked, false, 'svreset restore --yes'],
    ['service, after that', unlinked, true, 'svreset restore --yes'],
    ['log, after that', logOfOrphan, true, 'svreset restore --yes'],
    ['log, after that', logOfOrphan, true, 'sh /var/lib/svreset/runs/*/restore.sh'],
  ])('killed with its file down in a %s (%#)', async ([, told, late, way], { expect }) => {
    await using drill = await openToldDown(told)
    const before = await stateOf(drill, told)
    await killRepair(drill, told, late)
    const again = await drill.svreset('repair', '--yes')
    expect([again.exitCode, again.stderr]).toEqual([3, expect.stringContaining('svreset resume')])
    const { stdout, stderr } = await drill.run(['sh', '-c', way], { timeout: 120_000 })
    expect(await stateOf(drill, told), stdout + stderr).toBe(before)
  })

  it.for([unlinked, logOfOrphan])(
    'killed with its file down, and undone: $name',
    async (told, { expect }) => {
      await using drill = await openToldDown(told)
      const before = await stateOf(drill, told)
      await killRepair(drill, told, false)
      const terminal = atTerminal(drill, 'svreset resume')
      await terminal.answer(told === unlinked ? 4 : 3, 'q', 1)
      await terminal.answerTo('undo what was done?', 'u')
      const { screen } = await terminal.ended()
      expect(await stateOf(drill, told), screen).toBe(before)
      expect(screen).not.toContain('not undone')
      expect((await drill.svreset('resume', '--yes')).stdout).toContain('no run is unfinished')
    },
  )
})
