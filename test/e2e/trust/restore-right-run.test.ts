import { expect, it } from 'vitest'
import { openDrill, svreset, type TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { eventsOf, linkNames } from '../support/links.js'
import { runbookWith, second, secondDirectory } from '../support/second-directory.js'
import { expectRefusal, untilUp } from '../support/staging.js'
import { atTerminal } from '../support/terminal.js'

const prepare = `${secondDirectory}
for name in a b c; do ln -s /usr/local/$name /etc/service/; done`

const [a, b, c] = ['a -> /usr/local/a', 'b -> /usr/local/b', 'c -> /usr/local/c'] as const

async function open(): Promise<TestDrill> {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, '/etc/service/a', '/etc/service/b', '/etc/service/c')
  return drill
}

/** The id of a run on /etc/service that comes to its end. */
async function finish(drill: TestDrill, ...words: string[]): Promise<string> {
  const { stdout, exitCode } = await drill.svreset(...words, '--yes', '--json')
  expect(exitCode).toBe(0)
  return String(eventsOf(stdout).at(-1)?.run)
}

/** The id of a run on the second directory that stops with its links removed. */
async function stopHalfWay(drill: TestDrill): Promise<string> {
  await drill.sh(runbookWith('exit 1'))
  const { stdout } = await drill.svreset(
    ...['run', '/usr/local/between.yaml', '--yes', '--json', '--service-dir', second],
  )
  return String(eventsOf(stdout).at(-1)?.run)
}

it('twice in a row: what was removed on purpose before the open run does not come back', async () => {
  const drill = await open()
  const older = await finish(drill)
  await drill.sh('rm /etc/service/c; svc -dx /usr/local/c')
  await killAt(drill, 'stop')
  expect(await linkNames(drill)).toEqual([])
  expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
  expect(await linkNames(drill)).toEqual([a, b])
  const again = await drill.svreset('restore', '--yes')
  expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('Nothing to restore: no run')])
  expect(await linkNames(drill)).toEqual([a, b])
  // By its name it does.
  expect((await drill.svreset('restore', older, '--yes')).exitCode).toBe(0)
  expect(await linkNames(drill)).toEqual([a, b, c])
})

it('where no run is open it says so, and asks, before links of the newest one come back', async () => {
  const drill = await open()
  const run = await finish(drill)
  await drill.sh('rm /etc/service/c; svc -dx /usr/local/c')
  expectRefusal(await drill.svreset('restore'), 'no terminal')
  expect((await drill.svreset('restore', '--dry-run')).stdout).toContain(
    `run ${run} is not open: c disappeared after it`,
  )
  const no = atTerminal(drill, 'svreset restore')
  await no.answer(1, 'q')
  const declined = await no.ended()
  expect(declined.screen).toContain(
    `run ${run} is not open: c disappeared after it, and somebody may have wanted that`,
  )
  expect(declined.exitCode).toBe(4)
  expect(await linkNames(drill)).toEqual([a, b])
})

it('the clock was put back: the newest run is the one that was begun last', async () => {
  const drill = await open()
  const older = await finish(drill)
  await drill.sh(`rm /etc/service/c; svc -dx /usr/local/c
    cat >/usr/local/clock.mjs <<'JS'
const [RealDate, back] = [Date, 400 * 86400_000]
globalThis.Date = class extends RealDate {
  constructor(...words) { words.length === 0 ? super(RealDate.now() - back) : super(...words) }
  static now() { return RealDate.now() - back }
}
JS`)
  await drill.sh(runbookWith('exit 1'))
  const [node = '', main = ''] = svreset
  const stopped = await drill.run([
    node,
    '--import',
    '/usr/local/clock.mjs',
    main,
    'run',
    '/usr/local/between.yaml',
    '--yes',
    '--json',
  ])
  expect(stopped.exitCode).toBe(1)
  const newer = String(eventsOf(stopped.stdout).at(-1)?.run)
  expect(newer < older).toBe(true)
  const listed = (await drill.sh('svreset runs')).split('\n').map(line => line.split(' ')[0])
  expect(listed.filter(word => word === newer || word === older)).toEqual([newer, older])
  const { stdout, exitCode } = await drill.svreset('restore', '--yes', '--json')
  expect(exitCode).toBe(0)
  expect(eventsOf(stdout).at(-1)).toMatchObject({ run: newer, links: 'in-place' })
  expect(await linkNames(drill)).toEqual([a, b])
  // Closed, it is still the newest: its links are all there.
  expect((await drill.svreset('restore', '--yes')).stdout).toContain(`the newest run (${newer})`)
  expect(await linkNames(drill)).toEqual([a, b])
})

it('two directories: restore and resume take the run of the one that is meant, or name both', async () => {
  const drill = await open()
  const other = await stopHalfWay(drill)
  for (const verb of ['restore', 'resume']) {
    const refused = await drill.svreset(verb, '--yes')
    expectRefusal(refused, 'no run on /etc/service is open', `svreset ${verb} ${other} is for ${second}`)
  }
  await killAt(drill, 'stop')
  const { stdout, exitCode } = await drill.svreset('restore', '--yes', '--json')
  expect(exitCode).toBe(0)
  expect(eventsOf(stdout).at(-1)).toMatchObject({ links: 'in-place' })
  expect(await linkNames(drill)).toEqual([a, b, c])
  const named = await drill.svreset('restore', '--yes', '--service-dir', second)
  expect(named.exitCode).toBe(0)
  expect(await drill.sh(`ls ${second}`)).toBe('a\nb\nc\n')
  expect((await drill.svreset('restore', '--yes', '--service-dir', second)).stdout).toContain(
    `Nothing to restore: no run on ${second} is open, and every link of the newest run (${other}) is in place`,
  )
})

it('where no svscan runs, and open runs are on two directories, both are named', async () => {
  const drill = await openDrill('empty', { prepare: `${prepare}\nmkdir /service`, respawn: false })
  await untilUp(drill, '/etc/service/a')
  const other = await stopHalfWay(drill)
  await killAt(drill, 'stop')
  await drill.sh('pkill -KILL -x svscan; while pgrep -x svscan; do sleep 0.02; done')
  const refused = await drill.svreset('restore', '--yes')
  expectRefusal(refused, 'open runs on more than one directory', `svreset restore ${other} is for ${second}`)
  expect(refused.stderr).toMatch(/svreset restore \S+ is for \/etc\/service/)
})
