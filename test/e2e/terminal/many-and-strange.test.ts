import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { openScreen, untilOver } from '../support/screen.js'
import { untilUp } from '../support/staging.js'

/** Wide, combining, joined, right to left, and none at all. */
const strange = ['日本語のサービス', 'cafe\u0301', '👩‍👩‍👧', 'שלום', 'à́̂', '한국어', 'plain']

const prepare = `for name in ${strange.map(name => `'${name}'`).join(' ')}; do
  mkdir -p "/usr/local/$name"
  printf '#!/bin/sh\\ntrap "until [ -e /etc/go ]; do sleep 0.05; done; exit" TERM; while :; do sleep 0.05; done\\n' >"/usr/local/$name/run"
  chmod 755 "/usr/local/$name/run"; ln -s "/usr/local/$name" "/etc/service/$name"; done`

it.each([
  [80, 24],
  [40, 20],
])(
  'at %ix%i names with wide and combining characters break no line, in a wait, resized, and at the end',
  async (columns, rows) => {
    const drill = await openDrill('empty', { prepare })
    await untilUp(drill, ...strange.map(name => `/etc/service/${name}`))
    const screen = await openScreen(drill, 'svreset --yes; echo "exit $?"', { columns, rows })
    const waiting = /0\/7, waiting for /
    await screen.until(waiting)
    const width = (await screen.text()).split('\n').map(line => stringWidth(line.trimEnd()))
    expect(Math.max(...width)).toBeLessThanOrEqual(columns)
    const drawn = screen.bytes().length
    await screen.resize(120 - columns, rows)
    await screen.until({ test: () => screen.bytes().slice(drawn).includes('waiting for ') })
    expect((await screen.until(waiting)).match(/waiting for/g)).toHaveLength(1)
    await drill.sh('touch /etc/go')
    const text = await screen.until(untilOver)
    expect(text).toContain('exit 0')
    expect(text).not.toContain('waiting for')
    expect(text.match(/✔ Stop every service/g)).toHaveLength(1)
  },
)

it('1000 services: question and log fit into 40x20, and Ctrl-C says how to go on', async () => {
  const drill = await openDrill('many', { services: 1000 })
  const screen = await openScreen(drill, 'trap : INT; svreset; echo "exit $?"', { columns: 40, rows: 20 })
  const asked = await screen.until(/Step 1 of 14[\s\S]*Run it\? \[y,a,d,q,\?\]\s*$/)
  expect(asked.slice(asked.indexOf('Step 1')).split('\n').length).toBeLessThan(40)
  await screen.press('a', 'Enter')
  await screen.until(/^✔ Empty the svscan directory/m)
  await screen.press('C-c')
  const text = await screen.until(untilOver)
  expect(text).toContain('exit 130')
  expect(text).not.toContain('waiting for')
  expect(text.replaceAll(/\s+/g, ' ')).toMatch(
    /links out: service-.* and 995 more .*svreset resume \S+ continues the run/,
  )
  expect(text.split('\n').filter(line => stringWidth(line) > 40 && line.trim().includes(' '))).toEqual([])
}, 180_000)
