import { expect, it } from 'vitest'
import { checkJson } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'
import { openScreen } from '../support/screen.js'
import { pidOf } from '../support/staging.js'

/** Long enough that nothing is young any more: the first frame is quiet. */
async function openSettledDrill(): Promise<TestDrill> {
  const drill = await openDrill('happy')
  await checkJson(drill)
  return drill
}

const watch = (interval: string) =>
  `echo before; stty -g >/etc/stty; svreset check --watch ${interval}; echo "exit $?"; [ "$(stty -g)" = "$(cat /etc/stty)" ] && echo as it was`

it('redraws in place, shows what changed, newest last, and leaves that and the last look behind at q', async () => {
  const drill = await openSettledDrill()
  const screen = await openScreen(drill, watch('0.2'))
  const first = await screen.until(/HAPPY: .*\n[\s\S]*tinydns +up/)
  expect(first.split('\n')[0]).toMatch(/^\d\d:\d\d:\d\dZ, every 0\.2 s; q quits *$/)
  expect(first).not.toContain('before')

  const pid = await pidOf(drill, '/etc/service/tinydns')
  await drill.sh('svc -d /etc/service/tinydns')
  await screen.until(/WARNING: [\s\S]*service-wanted-down/)
  const down = await screen.until(
    new RegExp(`\\+ service-wanted-down tinydns *\\n.*~ tinydns: up \\(pid ${pid}\\) → down *$`, 'm'),
  )
  expect(down.match(/WARNING: /g)).toHaveLength(1)
  expect(down).not.toContain('HAPPY')
  // Clearing the rest of a full line would take its last character.
  expect(down).toMatch(/^─{80}$/m)
  expect(down.indexOf('! tinydns')).toBeLessThan(down.indexOf('service-wanted-down'))

  await drill.sh('svc -u /etc/service/tinydns')
  await screen.until(/HAPPY: [\s\S]*- service-wanted-down tinydns \(2 times since \d/)
  const now = await pidOf(drill, '/etc/service/tinydns')
  // What flutters is one event, at the place of the last.
  const folded = new RegExp(
    `~ tinydns: up \\(pid ${pid}\\) → up \\(pid ${now}\\) \\(2 times since \\S+\\) *$`,
    'm',
  )
  await screen.until(folded)
  await screen.press('q')
  const after = await screen.until(/as it was/)
  expect(after).toMatch(/^before\nHAPPY: [\s\S]*\n {2}tinydns +up [\s\S]*\nexit 0\nas it was\n/)
  expect(after).toMatch(folded)
  // Never blank, not for a moment: each line is written over, and what is behind it cleared.
  const [, frames = ''] = screen.bytes().split('\x1b[?1049h')
  expect(frames.split('\x1b[H').length).toBeGreaterThan(3)
  expect(frames).not.toContain('\x1b[2J')
})

it('fits a small window, and a window that becomes another size', async () => {
  const drill = await openSettledDrill()
  // So rarely that only the window's own change can be what draws it anew.
  const screen = await openScreen(drill, watch('600'))
  await screen.until(/tinydns +up/)
  await screen.resize(40, 6)
  const small = await screen.until(/… \d+ more lines: arrow keys/)
  const lines = small.trimEnd().split('\n')
  expect(lines).toHaveLength(6)
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\dZ, every 600 s; q quits *$/)
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(40)
  for (let count = 0; count < 9; count++) await screen.press('Down')
  await screen.until(/tinydns: up[\s\S]*… 0 more lines, \d+ above/)
  await screen.press('g')
  await screen.until(/restart: [\s\S]*… \d+ more lines: arrow keys/)
  await screen.resize(100, 40)
  await screen.until(/tinydns +up .* up *\n/)
  await screen.press('q')
  await screen.until(/exit 0\nas it was/)
})

it('ends at Ctrl-C with 130, and at q with what the last look found', async () => {
  const drill = await openSettledDrill()
  const interrupted = await openScreen(drill, watch('0.2'))
  await interrupted.until(/HAPPY/)
  await interrupted.press('C-c')
  await interrupted.until(/exit 130\nas it was/)

  await drill.sh('svc -d /etc/service/tinydns')
  const sick = await openScreen(drill, watch('0.2'))
  await sick.until(/WARNING/)
  await sick.press('q')
  await sick.until(/exit 1\nas it was/)
})

it('on a dumb terminal tells in plain lines what changed', async () => {
  const drill = await openSettledDrill()
  const screen = await openScreen(drill, watch('0.2'), { env: { TERM: 'dumb' } })
  await screen.until(/before\n\d\d:\d\d:\d\dZ HAPPY: .*\n/)
  await drill.sh('svc -d /etc/service/tinydns')
  await screen.until(/Z WARNING: .*\n[\s\S]* {2}\+ service-wanted-down tinydns\n/)
  await screen.press('q')
  expect(await screen.until(/as it was/)).toContain('exit 1')
  const [, told = ''] = screen.bytes().split('before')
  expect(told).not.toMatch(/[\x1b\x07]/)
})
