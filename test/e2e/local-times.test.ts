import { expect, it } from 'vitest'
import { openDrill } from './support/drill.js'

it('a person reads local time, or UTC with --utc; files, JSON and reports have UTC', async () => {
  const drill = await openDrill('happy')
  const elsewhere = { env: { TZ: 'Asia/Kolkata' } }
  const now = async (zone: string) => (await drill.sh('TZ=$1 date +%H:%M', zone)).trim()
  const before = await now('Asia/Kolkata')
  const { stdout } = await drill.run(['svreset', '--yes'], elsewhere)
  const [, first = ''] = /^(\d\d:\d\d):\d\d \[1\/14\] /m.exec(stdout) ?? []
  expect([before, await now('Asia/Kolkata')]).toContain(first)

  const run = (await drill.sh('ls /var/lib/svreset/runs')).trim()
  const show = async (...words: string[]) =>
    (await drill.run(['svreset', 'runs', run, ...words], elsewhere)).stdout
  expect(await show()).toMatch(/^ {2}started +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0530 by /m)
  const utc = await show('--utc')
  expect(utc).toMatch(/^ {2}started +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by /m)
  expect(utc).not.toContain('+0530')
  for (const report of ['--markdown', '--html']) {
    const text = await show(report)
    expect(text).toMatch(/\d\d:\d\d:\d\d UTC/)
    expect(text).not.toContain('+0530')
  }
  for (const file of ['manifest.yaml', 'journal.jsonl'])
    expect(await drill.sh('cat "$1"', `/var/lib/svreset/runs/${run}/${file}`)).toMatch(
      /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/,
    )
  const again = await drill.run(['svreset', '--yes', '--utc'], elsewhere)
  expect(again.stdout).toMatch(/^\d\d:\d\d:\d\dZ \[1\/14\] /m)
})
