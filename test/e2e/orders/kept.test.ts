import { describe, it } from 'vitest'
import type { TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { linksOf } from '../support/links.js'
import { openOrdered, startsOf, statesOf, untilStates } from '../support/ordered.js'
import { atTerminal } from '../support/terminal.js'

type Way = (drill: TestDrill) => Promise<number>

const resume: Way = async drill => (await drill.svreset('resume', '--yes')).exitCode
const restore: Way = async drill => (await drill.svreset('restore', '--yes')).exitCode
const script: Way = async drill =>
  (await drill.run(['sh', '-c', 'sh /var/lib/svreset/runs/*/restore.sh'])).exitCode

/** Never started: what was told to be down, and the job that has ended. */
async function neverStarted(drill: TestDrill): Promise<number[]> {
  return [await startsOf(drill, 'off'), await startsOf(drill, 'ended'), await startsOf(drill, 'off-by-hand')]
}

describe.concurrent('what people have ordered', { timeout: 180_000 }, () => {
  it('is the same after a reset, is in the header and in the manifest', async ({ expect }) => {
    await using drill = await openOrdered()
    const before = await statesOf(drill)
    const { stdout, exitCode } = await drill.svreset('--yes')
    expect(exitCode, stdout).toBe(0)
    expect(await statesOf(drill)).toBe(before)
    expect(await neverStarted(drill)).toEqual([1, 1, 1])
    expect(await startsOf(drill, 'once')).toBe(2)
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'orders: stay down: ended, off, off-log/log; run although normally down: by-hand; ' +
        'run once more (svc -o): once; are paused again: paused',
    )
    const manifest = await drill.sh('cat /var/lib/svreset/runs/*/manifest.yaml')
    expect(manifest).toMatch(/name: off-log\/log\n.*\n +state: down\n +want: down\n +paused: false\n/)
  })

  it.for<[string, string, Way]>([
    ['remove', 'restore', restore],
    ['stop', 'restore.sh', script],
    ['stop-logs', 'resume', resume],
    ['svscan', 'restore', restore],
    ['empty', 'restore.sh', script],
    ['links', 'resume', resume],
    ['restart', 'restore.sh', script],
    ['supervised', 'restore', restore],
    ['by-hand', 'resume', resume],
    ['happy', 'resume', resume],
  ])('is the same after a kill -9 at step %s, and %s', async ([step, , way], { expect }) => {
    await using drill = await openOrdered()
    const [before, links] = [await statesOf(drill), await linksOf(drill)]
    await killAt(drill, step)
    await way(drill)
    expect(await untilStates(drill, before)).toBe(before)
    expect(await linksOf(drill)).toEqual(links)
    expect(await neverStarted(drill)).toEqual([1, 1, 1])
  })

  it('check tells that svreset itself keeps a service down, until its run is finished', async ({
    expect,
  }) => {
    await using drill = await openOrdered()
    // Later it might have removed the file already.
    await killAt(drill, 'restart')
    await drill.sh('until svok /etc/service/off; do sleep 0.05; done')
    const page = async () => (await drill.svreset('check', 'off')).stdout.replaceAll(/\s+/g, ' ')
    const run = (await drill.sh('ls /var/lib/svreset/runs')).trim()
    const kept = `normally up, but kept down by the file down of svreset's run ${run}`
    const told = `off was told to be down; the file down of svreset's run ${run} keeps it so`
    const before = await page()
    expect(before).toContain(kept)
    expect(before).toContain(told)
    expect(before).not.toContain('though it is normally up')
    expect(await resume(drill)).toBe(0)
    const after = await page()
    expect(after).not.toContain('kept down')
    expect(after).toContain('off was told to be down, though it is normally up')
  })

  /** The steps that are asked about: the others have nothing to do. */
  const asked = [1, 2, 3, 4, 8, 10, 11, 13]

  it.for([2, 3, 4, 8, 10, 11, 13])('is the same after an undo at step %s', async (step, { expect }) => {
    await using drill = await openOrdered()
    const before = await statesOf(drill)
    const terminal = atTerminal(drill)
    for (const [index, each] of asked.entries()) {
      if (each < step) await terminal.answer(each, 'y', index + 1)
    }
    await terminal.answer(step, 'q', asked.indexOf(step) + 1)
    // Before step 2 there is nothing to undo: q just stops.
    if (step > 2) await terminal.answerTo('undo what was done?', 'u')
    const { screen } = await terminal.ended()
    expect(screen).not.toContain('not undone')
    expect(await untilStates(drill, before)).toBe(before)
    expect(await neverStarted(drill)).toEqual([1, 1, 1])
  })

  it('is the same after SIGINT at a question while links are out, and restore', async ({ expect }) => {
    await using drill = await openOrdered()
    const before = await statesOf(drill)
    const terminal = atTerminal(drill)
    for (const step of [1, 2, 3]) await terminal.answer(step, 'y')
    await terminal.shown('Step 4 of ')
    await drill.sh('kill -INT "$(pgrep -f "svreset$|main.js$" | tail -n 1)"')
    expect((await terminal.ended()).exitCode).toBe(130)
    expect(await restore(drill)).toBe(0)
    expect(await untilStates(drill, before)).toBe(before)
    expect(await neverStarted(drill)).toEqual([1, 1, 1])
  })

  it('a file down that somebody adds meanwhile is left there', async ({ expect }) => {
    await using drill = await openOrdered()
    await killAt(drill, 'stop-logs')
    await drill.sh('rm /usr/local/off/down; echo mine >/usr/local/off/down')
    expect(await resume(drill)).toBe(0)
    expect(
      await drill.sh('cat /usr/local/off/down; ls /usr/local/*/down /usr/local/*/log/down 2>/dev/null || :'),
    ).toBe('mine\n/usr/local/by-hand/down\n/usr/local/off-by-hand/down\n/usr/local/off/down\n')
  })

  it('apply refuses a plan when an order has changed since it was saved', async ({ expect }) => {
    await using drill = await openOrdered()
    const plan = '/var/lib/plan'
    expect((await drill.svreset('--dry-run', '--out', plan)).exitCode).toBe(0)
    await drill.sh(
      'svc -d /etc/service/plain; until svstat /etc/service/plain | grep -q ": down"; do sleep 0.05; done',
    )
    const { exitCode, stderr } = await drill.svreset('apply', plan, '--yes')
    expect([exitCode, stderr.replaceAll(/\s+/g, ' ')]).toEqual([
      3,
      expect.stringContaining(
        'plain was without an order of its own, and is now to stay down (svc -d, or svc -o that has ended)',
      ),
    ])
    await drill.sh(
      'svc -u /etc/service/plain; until svstat /etc/service/plain | grep -q ": up"; do sleep 0.05; done',
    )
    const before = await statesOf(drill)
    const applied = await drill.svreset('apply', plan, '--yes')
    expect([applied.exitCode, applied.stderr]).toEqual([0, ''])
    expect(await statesOf(drill)).toBe(before)
  })

  it('an order given while svreset asks its first question is told, and kept', async ({ expect }) => {
    await using drill = await openOrdered()
    const terminal = atTerminal(drill)
    await terminal.shown('Run it?')
    await drill.sh(
      'svc -d /etc/service/plain; until svstat /etc/service/plain | grep -q ": down"; do sleep 0.05; done',
    )
    const before = await statesOf(drill)
    await terminal.answer(1, 'y')
    await terminal.answerTo('Make a new plan', 'y')
    await terminal.shown('Run it?', 2)
    await terminal.answer(1, 'a', 2)
    const { exitCode, screen } = await terminal.ended()
    expect([exitCode, screen]).toEqual([0, expect.stringContaining('plain was without an order of its own')])
    expect(await statesOf(drill)).toBe(before)
  })
})
