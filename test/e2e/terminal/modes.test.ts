import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLastingDrill, type TestDrill } from '../support/drill.js'
import { openScreen, untilOver } from '../support/screen.js'

let drill: TestDrill
beforeAll(async () => {
  drill = await openLastingDrill('happy')
})
afterAll(() => drill.close())

interface Shown {
  /** What the run left on the screen, from its first step on: without times, numbers of processes, and breaks. */
  readonly text: string
  readonly bytes: string
}

/** A guided reset: `y` at the first step, `a` at the second. */
async function show(command: string, env: Readonly<Record<string, string>> = {}): Promise<Shown> {
  const screen = await openScreen(drill, `${command}; echo "exit $?"`, { rows: 50, env })
  await screen.until(/Step 1 of 14[\s\S]*Run it\? \[y,a,d,q,\?\]\s*$/)
  await screen.press('y', 'Enter')
  await screen.until(/Step 2 of 14[\s\S]*Run it\? \[y,a,d,q,\?\]\s*$/)
  await screen.press('a', 'Enter')
  const text = await screen.until(untilOver)
  expect(text).toContain('exit 0')
  const bytes = screen.bytes()
  return {
    text: plain(text.slice(text.indexOf('Step 1 of 14'))),
    bytes: bytes.slice(bytes.indexOf('Reset daemontools')),
  }
}

/** What a run is like may depend on the moment: which steps have nothing to do, and who was away longest. */
function plain(text: string): string {
  return text
    .slice(0, text.search(untilOver))
    .replaceAll(/\b\d+(\.\d+)? (ms|s)\b/g, 'T')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/took T last time /g, '')
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\w-]+/g, 'RUN')
    .replaceAll(/[✔+-] ([^()]*)\((nothing to do, )?T\)/g, '* $1(T)')
    .replaceAll(/\b(done|unchanged), T/g, 'done, T')
    .replace(/steps: [^:]* report:/, 'steps: N report:')
    .replace(/away: .* \(from/, 'away: A (from')
}

const colour = /\x1b\[[\d;]*m/
const ascii = (text: string) => text.replaceAll('…', '...')

it('NO_COLOR, FORCE_COLOR=0, --no-color: no colour, and the same words; LANG=C: the same in ASCII', async () => {
  const usual = await show('svreset')
  expect(usual.bytes).toMatch(colour)
  for (const [command, env] of [
    ['svreset', { NO_COLOR: '1' }],
    ['svreset', { FORCE_COLOR: '0' }],
    ['svreset --no-color', {}],
  ] as const) {
    const { text, bytes } = await show(command, env)
    expect(bytes, JSON.stringify(env)).not.toMatch(colour)
    expect(text).toBe(usual.text)
  }
  const c = await show('svreset', { LANG: 'C' })
  expect(c.bytes).not.toMatch(/[^\x00-\x7f]/)
  expect(c.text).toBe(ascii(usual.text))
})

it('TERM=dumb and --plain: lines without a control character, the same ones, whatever FORCE_COLOR says', async () => {
  const dumb = await show('svreset', { TERM: 'dumb' })
  const asked = await show('svreset --plain', { FORCE_COLOR: '1' })
  for (const { bytes } of [dumb, asked]) expect(bytes).not.toMatch(/[\x1b\x07]/)
  const withoutClock = (text: string) => text.replaceAll(/\d\d:\d\d:\d\dZ /g, '')
  expect(withoutClock(asked.text)).toBe(withoutClock(dumb.text))
  expect(dumb.text).toMatch(/\d\d:\d\d:\d\dZ \[14\/14\] Check that all is happy/)
})

it('standard output to tee: the questions stay at the terminal, the file has the lines, and colours only if they are forced', async () => {
  for (const [env, inFile] of [
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ NO_COLOR: '1' }, false],
  ] as const) {
    const { text } = await show('svreset | tee /etc/log', env)
    const file = await drill.sh('cat /etc/log')
    expect(text).toContain('Run it? [y,a,d,q,?] a')
    expect(file).not.toMatch(/Run it\?|\x1b\[[\d;]*[A-LN-Za-ln-z]/)
    expect(colour.test(file), JSON.stringify(env)).toBe(inFile)
    expect(file.replaceAll(/\x1b\[[\d;]*m/g, '').replaceAll(/\s+/g, ' ')).toMatch(
      /\[14\/14\] Check that all is happy .*done: all links are in place/,
    )
  }
})
