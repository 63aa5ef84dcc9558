import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { runbookWith } from '../support/second-directory.js'

const runs = '/var/lib/svreset/runs'

async function listed(drill: TestDrill): Promise<string[]> {
  return (await drill.sh('ls -A "$1"', runs)).split('\n').filter(name => name !== '')
}

/** Closed runs, oldest first. */
async function closedRuns(drill: TestDrill, number: number): Promise<string[]> {
  await drill.sh(runbookWith(':'))
  for (let left = number; left > 0; left--)
    expect((await drill.svreset('run', '/usr/local/between.yaml', '--yes', '--quiet')).exitCode).toBe(0)
  const { stdout } = await drill.svreset('runs', '--json')
  return JSON.parse(stdout)
    .runs.map(({ run }: { run: string }) => run)
    .reverse()
}

const prune = (drill: TestDrill, ...argv: string[]) => drill.svreset('runs', 'prune', ...argv)

it('removes old closed runs; keeps what is young, the newest, an open one, and what no run has written', async () => {
  const drill = await openDrill('happy')
  const [lines = '', plain = '', newest = ''] = await closedRuns(drill, 3)
  await drill.sh('echo precious >"$1/$2/unread-7"', runs, lines)
  const before = await listed(drill)
  expect((await prune(drill, '--keep', '1h')).stdout).toMatch(/kept .*: it is not old enough/)
  expect((await prune(drill, '--keep', '0s', '--dry-run')).stdout).toContain(`would remove ${plain}\n`)
  expect(await listed(drill)).toEqual(before)
  const { exitCode, stdout } = await prune(drill, '--keep', '0s')
  expect(exitCode).toBe(0)
  expect(stdout).toContain(`removed ${plain}\n`)
  expect(stdout).toContain(`kept ${lines}: it holds unread-7`)
  expect(stdout).toContain(`kept ${newest}: it is the newest`)
  expect(await listed(drill)).toEqual([lines, newest].sort())
  expect(await drill.sh('cat "$1/$2/unread-7"', runs, lines)).toBe('precious\n')
})

it('says it as JSON, with every run in one of two lists', async () => {
  const drill = await openDrill('happy')
  const [open = '', old = '', newest = ''] = await closedRuns(drill, 3)
  await drill.sh('sed -i "/\\"event\\":\\"closed\\"/d" "$1/$2/journal.jsonl"', runs, open)
  const kept = [
    { run: open, reason: 'it is open, or was cut off' },
    { run: newest, reason: 'it is the newest' },
  ]
  const tell = async (...argv: string[]) => {
    const { stdout, exitCode } = await prune(drill, '--json', ...argv)
    return { exitCode, ...JSON.parse(stdout) }
  }
  const schema = 'svreset/prune/1'
  expect(await tell('--keep', '0s', '--dry-run')).toEqual({
    ...{ exitCode: 0, schema, dryRun: true, removed: [old], kept },
  })
  expect(await listed(drill)).toContain(old)
  expect(await tell('--keep', '0s')).toEqual({ exitCode: 0, schema, dryRun: false, removed: [old], kept })
  expect(await listed(drill)).toEqual([open, newest].sort())
  expect(await tell('--keep', '0s')).toEqual({ exitCode: 0, schema, dryRun: false, removed: [], kept })
  const none = { exitCode: 0, schema, dryRun: false, removed: [], kept: [] }
  expect(await tell('--keep', '1d', '--state-dir', '/etc/no-runs')).toEqual(none)
})

it('keeps an old run that has removed links and that nobody has closed', async () => {
  const drill = await openDrill('happy')
  const [open = '', newest = ''] = await closedRuns(drill, 2)
  // As a run is that was killed with its links out.
  await drill.sh('sed -i "/\\"event\\":\\"closed\\"/d" "$1/$2/journal.jsonl"', runs, open)
  expect((await drill.svreset('--dry-run')).exitCode).toBe(3)
  expect((await prune(drill, '--keep', '0s')).stdout).toContain(`kept ${open}: it is open`)
  expect(await listed(drill)).toEqual([open, newest].sort())
  expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
  await prune(drill, '--keep', '0s')
  expect(await listed(drill)).not.toContain(open)
})

it('follows no link, touches nothing that belongs to somebody else, and refuses a place where others may write', async () => {
  const drill = await openDrill('happy')
  const [foreign = '', swapped = '', named = '', newest = ''] = await closedRuns(drill, 4)
  await drill.sh(
    `cd "$1"; mkdir /etc/precious; echo precious >/etc/precious/journal.jsonl
     chown nobody "$2"
     mv "$3" /etc/moved; ln -s /etc/moved "$3"
     rm "$4/journal.jsonl"; ln -s /etc/precious/journal.jsonl "$4/journal.jsonl"
     ln -s /etc/precious .pruned-2020-01-01T00-00-00Z-0000`,
    ...[runs, foreign, swapped, named],
  )
  const before = await drill.sh('cd "$1"; ls -lAR . /etc/moved /etc/precious', runs)
  const { exitCode, stdout } = await prune(drill, '--keep', '0s')
  // Something of that name that is no directory is named as what it could not remove.
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(await drill.sh('cd "$1"; ls -lAR . /etc/moved /etc/precious', runs)).toBe(before)
  await drill.sh('rm "$1/.pruned-2020-01-01T00-00-00Z-0000"', runs)
  expect((await prune(drill, '--keep', '0s')).exitCode).toBe(0)
  expect(await listed(drill)).toEqual([foreign, swapped, named, newest].sort())
  expect(await drill.sh('cat /etc/precious/journal.jsonl; ls /etc/moved')).toContain(
    'precious\njournal.jsonl',
  )
  await drill.sh('chmod o+w "$1"', runs)
  expect((await prune(drill, '--keep', '0s')).exitCode).toBe(3)
})

it('killed at any of its calls, it leaves each run whole or gone, and the next prune removes the rest', async () => {
  const drill = await openDrill('happy')
  await closedRuns(drill, 3)
  for (const [call, when] of [
    ['rename', 1],
    ['rename', 2],
    ['unlink', 1],
    ['unlink', 3],
    ['unlink', 5],
    ['rmdir', 1],
    ['rmdir', 2],
  ] as const) {
    await drill.sh('rm -rf /etc/saved; cp -a "$1" /etc/saved', runs)
    const killed = await drill.run([
      ...['strace', '-f', '-qq', '-o', '/etc/calls', '-e', `inject=${call}:signal=KILL:when=${when}`],
      ...['svreset', 'runs', 'prune', '--keep', '0s'],
    ])
    expect.soft(killed.exitCode, `${call} ${when}`).toBe(137)
    const whole = await drill.sh(
      'cd "$1"; for run in 2*; do [ -s "$run/journal.jsonl" ] && [ -s "$run/manifest.yaml" ] && echo "$run" || :; done',
      runs,
    )
    expect.soft((await listed(drill)).filter(name => name.startsWith('2')).join('\n')).toBe(whole.trim())
    expect.soft((await drill.svreset('--dry-run')).exitCode, `${call} ${when}`).toBe(0)
    expect.soft((await prune(drill, '--keep', '0s')).exitCode).toBe(0)
    expect.soft(await listed(drill), `${call} ${when}`).toHaveLength(1)
    await drill.sh('rm -rf "$1"; cp -a /etc/saved "$1"', runs)
  }
})

it('takes how long from the settings; without either it refuses', async () => {
  const drill = await openDrill('happy')
  await closedRuns(drill, 2)
  expect((await prune(drill)).exitCode).toBe(2)
  expect((await prune(drill, '--keep', '90')).exitCode).toBe(2)
  await drill.sh("mkdir /etc/svreset; printf 'version: 1\\nkeep_runs: 1ms\\n' >/etc/svreset/config.yaml")
  expect((await prune(drill)).stdout).toContain('removed ')
  expect(await listed(drill)).toHaveLength(1)
})
