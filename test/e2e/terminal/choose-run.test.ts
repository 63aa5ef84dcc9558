import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { eventsOf, linkNames } from '../support/links.js'
import { openScreen } from '../support/screen.js'
import { runbookWith, second, secondDirectory } from '../support/second-directory.js'
import { untilUp } from '../support/staging.js'

/** Open runs on two directories, and no svscan that tells which one is meant. Returns the run on the second. */
async function open(): Promise<{ drill: TestDrill; other: string }> {
  const prepare = `${secondDirectory}
    mkdir /service; for name in a b c; do ln -s /usr/local/$name /etc/service/; done`
  const drill = await openDrill('empty', { prepare, respawn: false })
  await untilUp(drill, '/etc/service/a')
  await drill.sh(runbookWith('exit 1'))
  const { stdout } = await drill.svreset(
    ...['run', '/usr/local/between.yaml', '--yes', '--json', '--service-dir', second],
  )
  await killAt(drill, 'stop')
  await drill.sh('pkill -KILL -x svscan; while pgrep -x svscan; do sleep 0.02; done')
  return { drill, other: String(eventsOf(stdout).at(-1)?.run) }
}

it('at a terminal the runs to restore are a list to choose from; q leaves all as it is', async () => {
  const { drill, other } = await open()
  const stop = await openScreen(drill, 'svreset restore; echo "exit $?"', { columns: 120 })
  const listed = await stop.until(/Which one\? \[1,2,q,\?\]\s*$/)
  expect(listed).toMatch(/^ {2}1 {2}\S+: \/etc\/service$/m)
  expect(listed).toContain(`  2  ${other}: ${second}`)
  await stop.answer('?')
  await stop.until(/a number {2}take this run/)
  await stop.answer('q')
  expect(await stop.until(/exit \d/)).toContain('exit 4')
  expect([await linkNames(drill), await drill.sh(`ls ${second}`)]).toEqual([[], ''])

  const screen = await openScreen(drill, 'svreset restore; echo "exit $?"', { columns: 120 })
  await screen.answer('2')
  await screen.answer('a')
  expect(await screen.until(/exit \d/)).toContain('exit 0')
  expect(await drill.sh(`ls ${second}`)).toBe('a\nb\nc\n')
  expect(await linkNames(drill)).toEqual([])
})

it('and the runs to resume', async () => {
  const { drill, other } = await open()
  const screen = await openScreen(drill, 'svreset resume; echo "exit $?"', { columns: 120 })
  expect(await screen.until(/Which one\? \[1,2,q,\?\]\s*$/)).toContain(`  2  ${other}: ${second}`)
  await screen.answer('q')
  expect(await screen.until(/exit \d/)).toContain('exit 4')
})
