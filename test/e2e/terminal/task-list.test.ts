import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { openScreen, type Screen } from '../support/screen.js'
import { staging, untilUp } from '../support/staging.js'

/** The reset waits for this one until the file /etc/go is there. */
const slow = `${staging}
service /usr/local/slow 'trap "until [ -e /etc/go ]; do sleep 0.05; done; exit" TERM; while :; do sleep 0.05; done'
ln -s /usr/local/slow /etc/service/slow`

const current = /^> Stop every .*: 4\/5, waiting for slow; \d+ s\b/m
const alone = /^Stop every .*: 4\/5, waiting for slow; \d+ s\b/m
const toCome = /^ {2}Check that all is happy$/m

async function open(): Promise<TestDrill> {
  const drill = await openDrill('happy', { prepare: slow })
  await untilUp(drill, '/etc/service/slow')
  return drill
}

const killed = 'pkill -KILL -f "^node .*dist/main.js"'

/** A true log: each step once, nothing of the list beside it. */
function expectLog(text: string): void {
  expect(text).toContain('exit 0')
  expect(text).not.toContain('waiting for')
  expect(text).not.toMatch(toCome)
  for (const name of ['Empty the svscan directory', 'Stop every service and its', 'Check that all is happy'])
    expect(text.match(new RegExp(`^✔ ${name}`, 'gm'))).toHaveLength(1)
}

it('with --yes the whole list is there while the run goes on, and its log when it has ended', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'svreset --yes; echo "exit $?"')
  expect(await screen.until(current)).toMatch(toCome)
  await drill.sh('touch /etc/go')
  expectLog(await screen.until(/exit \d/))
})

it('after the answer a as well; a window that is too low, or narrow, shows the current step only', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  await screen.answer('a')
  expect(await screen.until(current)).toMatch(toCome)
  await screen.resize(80, 12)
  expect(await screen.until(alone)).not.toMatch(toCome)
  await screen.resize(40, 24)
  const narrow = await screen.until(/^(Stop .*: )?4\/5, waiting for slow; \d+ s\b/m)
  expect(narrow.match(/waiting for/g)).toHaveLength(1)
  await screen.resize(120, 40)
  await screen.until(alone)
  await drill.sh('touch /etc/go')
  expectLog(await screen.until(/exit \d/))
})

it('resized in a wait to half its size at once, and back, it leaves nothing of itself but empty rows', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'svreset --yes; echo "exit $?"', { columns: 120, rows: 40 })
  for (const [columns, rows] of [
    [60, 20],
    [120, 40],
    [80, 24],
    [40, 12],
    [80, 24],
  ] as const) {
    const drawn = screen.bytes().length
    await screen.resize(columns, rows)
    await screen.until({ test: () => screen.bytes().slice(drawn).includes('waiting for slow') })
    const text = await screen.until(/waiting for slow; \d+ s/)
    expect(text.match(/waiting for slow/g)).toHaveLength(1)
    expect(text.match(/✔ Empty the svscan directory/g)).toHaveLength(1)
    expect(text.match(/^ {2}Check that all is happy/gm) ?? []).toHaveLength(
      text.includes('> Stop every') ? 1 : 0,
    )
  }
  await drill.sh('touch /etc/go')
  const text = await screen.until(/exit \d/)
  expectLog(text)
  expect(text).toMatch(/^✔ Empty the svscan directory.*\n\s*✔ Stop every service and its supervise/m)
})

it('while nothing changes nothing is written: one line a second, and no cursor is hidden', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'svreset --yes; echo "exit $?"')
  await screen.until(current)
  const seconds = () => Number(/waiting for slow; (\d+) s/.exec(lastFrame(screen))?.[1])
  const [from, started] = [screen.bytes().length, seconds()]
  await screen.until(new RegExp(`waiting for slow; ${started + 3} s`))
  const frames = screen.bytes().slice(from).split('waiting for slow').length - 1
  expect(frames).toBeLessThanOrEqual(3)
  expect(screen.bytes()).not.toContain('\x1b[?25l')
  await drill.sh('touch /etc/go')
  expectLog(await screen.until(/exit \d/))
})

function lastFrame(screen: Screen): string {
  return screen.bytes().slice(screen.bytes().lastIndexOf('waiting for slow'))
}

const withoutSeconds = (text: string) => text.replaceAll(/\d+ s\b/g, 'some s').trimEnd()

it.each([
  [80, 24],
  [40, 20],
])(
  'killed by -9 in a wait at %ix%i, what stood there stays, and the shell goes on below it',
  async (columns, rows) => {
    const drill = await open()
    const screen = await openScreen(drill, 'PS1="ready> " bash --norc -i', { columns, rows })
    await screen.press('svreset --yes', 'Enter')
    await screen.until(/4\/5, waiting for slow; \d+ s/)
    const before = withoutSeconds(await screen.text())
    await drill.sh(killed)
    await screen.until(/^Killed$/m)
    await screen.press('echo still', 'Enter')
    const after = await screen.until(/^still$/m)
    expect(withoutSeconds(await screen.text()).slice(0, before.length)).toBe(before)
    expect(after.match(/✔ Empty the svscan directory/g)).toHaveLength(1)
    expect(after.slice(after.indexOf('waiting for slow'))).toMatch(
      /Killed *\nready> echo still *\nstill *\nready> *\s*$/,
    )
    await screen.press('clear; stty -a', 'Enter')
    await screen.until(/\sisig icanon[\s\S]*\secho\s/)
    expect(screen.bytes()).not.toContain('\x1b[?25l')
  },
)

it('killed by -9 in a wait or at a question, it leaves a shell that can be used', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'PS1="ready> " bash --norc -i')
  await screen.press('svreset --yes', 'Enter')
  await screen.until(current)
  await drill.sh(killed)
  await screen.until(/^Killed$/m)
  await screen.press('clear; echo still', 'Enter')
  await screen.until(/^still$/m)
  await screen.press('svreset resume', 'Enter')
  await screen.until(/\[[a-z,]+\?\]\s*$/)
  await drill.sh(killed)
  await screen.until(/Killed[\s\S]*ready>\s*$/)
  await screen.press('clear; echo again', 'Enter')
  await screen.until(/^again$/m)
  expect(screen.bytes()).not.toContain('\x1b[?25l')
})

it('stopped by Ctrl-Z and continued, at a question and in a wait: the question and the list are drawn again', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'PS1="ready> " bash --norc -i')
  await screen.press('svreset', 'Enter')
  await screen.until(/Run it\? \[y,a,d,q,\?\]\s*$/)
  await screen.press('C-z')
  await screen.until(/Stopped[\s\S]*ready>\s*$/)
  await screen.press('fg', 'Enter')
  await screen.until(/ready> fg[\s\S]*Run it\? \[y,a,d,q,\?\]\s*$/)
  await screen.answer('a')
  await screen.until(current)
  await screen.press('C-z')
  await screen.until(/Stopped[\s\S]*ready>\s*$/)
  await screen.press('fg', 'Enter')
  expect(
    await screen.until({ test: text => current.test(text.slice(text.lastIndexOf('ready> fg'))) }),
  ).toMatch(toCome)
  await drill.sh('touch /etc/go')
  await screen.until(/done: all links are in place/)
})

it('keys that answer nothing answer nothing: Escape, arrows, Tab, letters that are not offered', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  await screen.until(/Run it\? \[y,a,d,q,\?\]\s*$/)
  await screen.press('Escape', 'Up', 'Down', 'Left', 'Right', 'Tab')
  await screen.press('z', 'BSpace', 'q', 'Enter')
  await screen.until(/Run it\? \[y,a,d,q,\?\] q\n[\s\S]*\[k,u,\?\]|exit \d/)
  if (!/exit \d/.test(await screen.text())) await screen.answer('k')
  expect(await screen.until(/exit \d/)).toContain('exit 4')
})

it('? shows the whole list: what is done, current and to come', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'svreset; echo "exit $?"', { rows: 60 })
  await screen.answer('y')
  await screen.until(/Step 2 of 14/)
  await screen.answer('?')
  const text = await screen.until(/14 {2}to come {8}Check that all is happy/)
  expect(text).toMatch(/^ {3}1 {2}done {11}Note which links are in place$/m)
  expect(text).toMatch(/^ {3}2 {2}now {12}Empty the svscan directory$/m)
})

it('piped to tee, it tells in plain lines and asks at the terminal', async () => {
  const drill = await open()
  const screen = await openScreen(drill, 'svreset | tee /etc/log; echo "exit $?"')
  await drill.sh('touch /etc/go')
  await screen.answer('a')
  expect(await screen.until(/exit \d/)).toContain('Step 1 of 14')
  const log = await drill.sh('cat /etc/log')
  expect(log).toContain('done: all links are in place')
  expect(log).not.toMatch(/Run it\?|\x1b/)
})

it('what is done one after the other has a line each, the newest first', async () => {
  const drill = await openDrill('many', { services: 30 })
  const screen = await openScreen(drill, 'trap : INT; svreset rotate --yes --param up_for=1s; echo "exit $?"')
  const text = await screen.until(/^ {2}✔ service-02 \(\d/m)
  const lines = text
    .split('\n')
    .map(line => line.trimEnd())
    .filter(line => /^ {2}[✔>] service/.test(line))
  expect(lines[0]).toMatch(/^ {2}> service-\d+$/)
  expect(lines.slice(1).filter(line => !/^ {2}✔ service-\d+ \(\S+ m?s\)$/.test(line))).toEqual([])
  await screen.press('C-c')
  const after = await screen.until(/exit \d+/)
  expect(after).toContain('exit 130')
  expect(after).not.toMatch(/^ {2}[✔>] service/m)
})
