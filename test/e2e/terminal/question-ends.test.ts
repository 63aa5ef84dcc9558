import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { linkNames } from '../support/links.js'
import { openScreen } from '../support/screen.js'

const question = /Run it\? \[y,a,d,q,\?\]\s*$/

/** A shell that neither edits lines nor puts its terminal back: what svreset leaves, stays. */
const shell = `svreset; echo "exit $?"
  stty -a | tr ' ;' '\\n\\n' | grep -xE -- '-?(icanon|echo|isig|icrnl|opost)'; echo over`
/** All five are on. */
const usual = /^icrnl\nopost\nisig\nicanon\necho\nover$/m

it.each([
  ['SIGTERM', 'kill -TERM', 143],
  ['SIGHUP', 'kill -HUP', 129],
  ['SIGINT', 'kill -INT', 130],
  ['SIGQUIT', 'kill -QUIT', 131],
] as const)(
  '%s at a question: exit code, terminal and links are as they should be',
  async (_name, kill, code) => {
    const drill = await openDrill('happy')
    const before = await linkNames(drill)
    const screen = await openScreen(drill, shell)
    await screen.until(question)
    await drill.sh(`${kill} "$(pgrep -f '^node .*main.js')"`)
    const text = await screen.until(/^over$/m)
    expect(text).toContain(`exit ${code}`)
    expect(text).toMatch(usual)
    expect(await linkNames(drill)).toEqual(before)
    expect(screen.bytes()).not.toContain('\x1b[?25l')
  },
)

it.each([
  ['Ctrl-C', 'C-c', 'exit 130'],
  ['Ctrl-\\', 'C-\\', 'exit 131'],
  ['Ctrl-D', 'C-d', '[y,a,d,q,?] q'],
] as const)('%s at a question, typed', async (_name, key, seen) => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, `trap : INT QUIT; ${shell}`)
  await screen.until(question)
  await screen.press(key)
  await screen.until({ test: text => text.includes(seen) })
  if (key === 'C-d') {
    const next = await screen.until(/\[k,u,\?\]\s*$|exit \d/)
    if (!/exit \d/.test(next)) await screen.answer('k')
  }
  expect(await screen.until(/^over$/m)).toMatch(usual)
})

it('resized in the middle of a question, narrower, lower and wider: it stands there once and can be answered', async () => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, 'svreset; echo "exit $?"')
  await screen.until(question)
  for (const [columns, rows] of [
    [40, 20],
    [120, 40],
    [60, 10],
  ] as const) {
    await screen.resize(columns, rows)
    await screen.press('z')
    await screen.until(/Run it\? \[y,a,d,q,\?\] z\s*$/)
    await screen.press('BSpace')
    const text = await screen.until(question)
    expect(text.match(/Run it\?/g)).toHaveLength(1)
  }
  await screen.answer('a')
  expect(await screen.until(/exit \d/)).toContain('exit 0')
})

it('a name with wide and combining characters breaks neither the question nor the list', async () => {
  const drill = await openDrill('happy', {
    prepare: `for name in 日本語のサービス cafe$(printf '\\314\\201'); do
      mkdir -p "/usr/local/$name"; printf '#!/bin/sh\\nexec sleep 1000000\\n' >"/usr/local/$name/run"
      chmod 755 "/usr/local/$name/run"; ln -s "/usr/local/$name" /etc/service/; done`,
  })
  const screen = await openScreen(drill, 'svreset; echo "exit $?"', { columns: 60, rows: 30 })
  expect(await screen.until(question)).toContain('日本語のサービス')
  await screen.answer('a')
  const text = await screen.until(/exit \d/)
  expect(text).toContain('exit 0')
  expect(text.match(/✔ Stop every service/g)).toHaveLength(1)
})
