import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { linksOf } from '../support/links.js'
import { expectRefusal, staging, untilUp } from '../support/staging.js'

const prepare = `${staging}
service /usr/local/a 'trap "" TERM; while :; do sleep 0.1; done'; log /usr/local/a; ln -s /usr/local/a /etc/service/a
service /usr/local/b; ln -s /usr/local/b /etc/service/b`

type JournalLine = Readonly<Record<string, unknown>> & { readonly event: string; readonly sum: string }

async function journalOf(drill: TestDrill): Promise<JournalLine[]> {
  const text = await drill.sh('cat /var/lib/svreset/runs/*/journal.jsonl')
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as JournalLine)
}

it('tells who ran what, by which runbook; each command, and each signal with pid and start time', async () => {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, '/etc/service/a', '/etc/service/b')
  const stat = (
    await drill.sh(`pid=$(svstat /etc/service/a | sed 's/.*(pid \\([0-9]*\\)).*/\\1/'); cat /proc/$pid/stat`)
  ).split(' ')
  const stubborn = { pid: Number(stat[0]), startTime: Number(stat[21]) }
  const { exitCode } = await drill.run(['svreset', '--yes', '--stop-timeout', '1s'], {
    env: { SUDO_USER: 'rachel' },
  })
  expect(exitCode).toBe(0)
  const journal = await journalOf(drill)
  const only = (event: string) => journal.filter(record => record.event === event)

  expect(journal.every(({ sum }) => /^[0-9a-f]{16}$/.test(sum))).toBe(true)
  expect(only('started')).toMatchObject([
    {
      runbook: { name: 'reset', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      operator: { uid: 0, user: 'root', sudoUser: 'rachel' },
      bootId: (await drill.sh('cat /proc/sys/kernel/random/boot_id')).trim(),
    },
  ])
  expect(only('command')).toMatchObject(
    ['stop', 'stop-logs'].map(step => ({
      step,
      argv: ['svc', '-dx'],
      exitCode: 0,
      output: '',
      durationMs: expect.any(Number),
    })),
  )
  const signals = only('intent').flatMap(({ operations }) =>
    (operations as { kind: string; signal: string; process: object }[]).filter(
      ({ kind }) => kind === 'signal',
    ),
  )
  expect(signals).toContainEqual(expect.objectContaining({ signal: 'SIGKILL', process: stubborn }))
  for (const { process } of signals)
    expect(process).toEqual({ pid: expect.any(Number), startTime: expect.any(Number) })
})

it('a line that is damaged in the middle is refused with its number, and does not keep the links from coming back', async () => {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, '/etc/service/a', '/etc/service/b')
  const before = await linksOf(drill)
  await killAt(drill, 'stop')
  // A torn last line is what a crash leaves.
  await drill.sh(`printf '{"time":"2026-11' >>"$(echo /var/lib/svreset/runs/*/journal.jsonl)"`)
  expect((await drill.svreset('resume', '--dry-run')).exitCode).toBe(0)
  await drill.sh(`sed -i '4s/"step":"record"/"step":"remove"/' /var/lib/svreset/runs/*/journal.jsonl`)
  for (const argv of [['resume', '--yes'], ['--yes']]) {
    const { exitCode, stderr } = await drill.svreset(...argv)
    expect(stderr).toMatch(
      /unable to read journal \S+\n {2}reason: line 4 is damaged\n {2}next: svreset restore \S+Z-[0-9a-f]{4} /,
    )
    expect(exitCode).toBe(2)
  }
  expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  // It is closed: nobody needs to read the rest of it any more.
  expect((await drill.svreset('resume', '--yes')).stdout).toContain('no run is unfinished')
  expectRefusal(await drill.svreset(), 'there is no terminal')
})
