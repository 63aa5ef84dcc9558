import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { linksOf } from '../support/links.js'
import { expectRefusal, staging, untilUp } from '../support/staging.js'
import { atTerminal } from '../support/terminal.js'

const prepare = `${staging}
for name in a b c; do service /usr/local/$name; ln -s /usr/local/$name /etc/service/$name; done`

interface HalfDone {
  readonly drill: TestDrill
  readonly before: string[]
  readonly run: string
  /** Runs a script in the directory of the run. */
  there(script: string): Promise<string>
}

/** A reset was killed when its links were gone. */
async function openHalfDone(): Promise<HalfDone> {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, '/etc/service/a', '/etc/service/b', '/etc/service/c')
  const before = await linksOf(drill)
  await killAt(drill, 'stop')
  const run = (await drill.sh('ls /var/lib/svreset/runs')).trim()
  const there = (script: string) => drill.sh(`cd /var/lib/svreset/runs/${run}; ${script}`)
  return { drill, before, run, there }
}

it.each([
  ['empty', ': >journal.jsonl'],
  ['gone', 'rm journal.jsonl'],
  ['torn in its first record', 'truncate -s 100 journal.jsonl'],
])(
  'the journal is %s: a new run is refused, restore puts the links back and closes the run',
  async (_, lose) => {
    const { drill, before, run, there } = await openHalfDone()
    await there(lose)
    const refused = await drill.svreset('--yes')
    expectRefusal(refused, `run ${run} on /etc/service was not finished`, 'its journal is empty or gone')
    expect(refused.stderr).toContain(`svreset restore ${run} puts the links back`)
    expect(refused.stderr).toContain(`sh /var/lib/svreset/runs/${run}/restore.sh does the same`)
    for (const words of [[], [run]])
      expectRefusal(await drill.svreset('resume', '--yes', ...words), `svreset restore ${run}`)
    expect(await linksOf(drill)).toEqual([])
    const { exitCode, stderr } = await drill.svreset('restore', '--yes')
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(await linksOf(drill)).toEqual(before)
    expectRefusal(await drill.svreset(), 'there is no terminal')
    expect((await drill.svreset('--yes')).exitCode).toBe(0)
  },
)

it('a damaged manifest: restore names restore.sh, which works; with an empty journal a new run is refused too', async () => {
  const { drill, before, run, there } = await openHalfDone()
  await there('truncate -s 300 manifest.yaml')
  const script = `sh /var/lib/svreset/runs/${run}/restore.sh`
  for (const words of [
    ['restore', '--yes'],
    ['restore', '--yes', run],
    ['resume', '--yes'],
  ]) {
    const { exitCode, stderr } = await drill.svreset(...words)
    expect([words, exitCode, stderr]).toEqual([words, 2, expect.stringContaining(`next: ${script} `)])
  }
  await there(': >journal.jsonl')
  const refused = await drill.svreset('--yes')
  expectRefusal(refused, `run ${run} on an unknown directory`, `next: ${script} puts its links back`)
  expect(await drill.run(script.split(' '))).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await linksOf(drill)).toEqual(before)
  const away = /all are in place, (mv \S+ \S+) moves/.exec(refused.stderr)?.[1] ?? ''
  await drill.sh(away)
  expectRefusal(await drill.svreset(), 'there is no terminal')
})

const doubtful = [
  [
    'of another host',
    "sed -i 's/^host: .*/host: lingling/' manifest.yaml",
    'the manifest was written on lingling, and this is ',
  ],
  [
    'whose link leads elsewhere',
    "sed -i 's#target: /usr/local/b#target: /usr/local/evil#' manifest.yaml",
    'the manifest was edited: b led to /usr/local/b, not to /usr/local/evil',
  ],
  [
    'whose list is shorter and longer',
    "sed -i 's/name: c$/name: new/' manifest.yaml",
    'the manifest was edited: new was not there when the run began; c is left out',
  ],
  [
    'whose link has another owner',
    "sed -i '/name: a/,/name: b/s/uid: 0/uid: 65534/' manifest.yaml",
    'the manifest was edited: a had another owner or time',
  ],
] as const

it.each(doubtful)('a manifest %s: said, and asked; with --yes refused', async (_, edit, words) => {
  const { drill, run, there } = await openHalfDone()
  await there(edit)
  for (const argv of [
    ['restore', '--yes'],
    ['restore', '--yes', run],
    ['resume', '--yes', run],
    ['restore', '--yes', '--manifest', `/var/lib/svreset/runs/${run}/manifest.yaml`],
  ])
    expectRefusal(await drill.svreset(...argv), words, '--force')
  const dry = await drill.svreset('restore', '--dry-run')
  expect(dry.stdout.replaceAll(/\s+/g, ' ')).toContain(words)
  const terminal = atTerminal(drill, 'svreset restore')
  await terminal.answerTo('Continue anyway?', 'n')
  const { exitCode, screen } = await terminal.ended()
  expect(exitCode).toBe(4)
  expect(screen).toContain(words)
  expect(await linksOf(drill)).toEqual([])
  const forced = await drill.svreset('restore', '--yes', '--force')
  expect(forced.exitCode).toBe(0)
  expect(forced.stdout).toContain(`note: ${words}`)
  expect(await linksOf(drill)).toHaveLength(3)
})

/** Appends a record that is whole. */
const seal = `sealed() {
  body="{\\"time\\":\\"2026-11-23T15:31:00.000Z\\",$1}"
  sum=$(printf %s "$body" | sha256sum | cut -c1-16)
  printf '%s,"sum":"%s"}\\n' "\${body%?}" "$sum" >>journal.jsonl
}`

it.each([
  ['a kind of record that is not known', '"event":"sealed","by":"svreset 9"'],
  [
    'a kind of operation that is not known',
    '"event":"intent","step":"x","operations":[{"kind":"teleport","link":"a"}]',
  ],
])('%s is refused, not dropped', async (_, record) => {
  const { drill, before, run, there } = await openHalfDone()
  await there(`${seal}\nsealed '${record}'`)
  for (const words of [['resume', '--yes'], ['resume', '--yes', run], ['--yes']])
    expectRefusal(
      await drill.svreset(...words),
      'a later version of svreset wrote it',
      `svreset restore ${run}`,
    )
  expectRefusal(await drill.svreset('restore', '--yes'), 'a later version of svreset wrote the journal')
  expect(await linksOf(drill)).toEqual([])
  expect((await drill.svreset('restore', '--yes', '--force')).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
})

it('a manifest, or a journal, of the next schema is refused', async () => {
  const { drill, run, there } = await openHalfDone()
  await there("cp -a manifest.yaml kept; sed -i 's#svreset/manifest/1#svreset/manifest/2#' manifest.yaml")
  const manifest = await drill.svreset('restore', '--yes', run)
  expect([manifest.exitCode, manifest.stderr]).toEqual([
    2,
    expect.stringContaining('must be svreset/manifest/1'),
  ])
  await there(`mv kept manifest.yaml; ${seal}
    body=$(head -n 1 journal.jsonl | sed 's#svreset/journal/1#svreset/journal/2#; s/^{"time":"[^"]*",//; s/,"sum":"[0-9a-f]*"}$//')
    tail -n +2 journal.jsonl >rest; : >journal.jsonl; sealed "$body"; cat rest >>journal.jsonl; rm rest`)
  expectRefusal(await drill.svreset('resume', '--yes'), 'a later version of svreset wrote it')
  expectRefusal(await drill.svreset('--yes'), 'a later version of svreset wrote it')
  expect(await linksOf(drill)).toEqual([])
})
