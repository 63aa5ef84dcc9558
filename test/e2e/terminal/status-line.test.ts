import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { openScreen } from '../support/screen.js'

/** Takes some seconds to stop: time to look at what is said meanwhile. */
const slow = `
  for name in slow-service-with-a-long-name-1 slow-service-with-a-long-name-2; do
    mkdir -p "/usr/local/$name"
    printf '#!/bin/sh\\ntrap "sleep 4; exit" TERM\\nwhile :; do sleep 0.1; done\\n' >"/usr/local/$name/run"
    chmod 755 "/usr/local/$name/run"
    ln -s "/usr/local/$name" /etc/service/
  done`
const up = 'until svstat /etc/service/slow* | grep -q "up (pid .*) [1-9]"; do sleep 0.1; done'

it('says in a long wait how far, for whom, how long, and how long it took last time; in one line that is written over', async () => {
  const drill = await openDrill('happy', { prepare: slow })
  await drill.sh(up)
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  await drill.sh(up)
  const screen = await openScreen(drill, 'svreset --yes; echo "exit $?"', { columns: 120 })
  await screen.until(/Stop every service.*: 4\/6, waiting for slow-service.*; 2 s \(last time 4\.\d s\)/)
  // Never blank: no whole screen or line is erased before the new one is there.
  expect(screen.bytes()).not.toMatch(/\x1b\[2[JK]/)
  const text = await screen.until(/exit \d/)
  expect(text).toContain('exit 0')
  expect(text).not.toContain('waiting for')
  expect(text.match(/Stop every service and its supervise/g)).toHaveLength(1)
})

it('at 40 columns, and when the window is resized, no line is broken and none is left behind', async () => {
  const drill = await openDrill('happy', { prepare: slow })
  await drill.sh(up)
  const screen = await openScreen(drill, 'svreset --yes; echo "exit $?"', { columns: 80 })
  await screen.until(/waiting for slow-service/)
  await screen.resize(40, 24)
  await screen.until(/^\d\/6, waiting for slow-service.*$/m)
  const narrow = await screen.text()
  expect(narrow.match(/waiting for/g)).toHaveLength(1)
  await screen.resize(100, 30)
  const text = await screen.until(/exit \d/)
  expect(text).toContain('exit 0')
  expect(text).not.toContain('waiting for')
})

it('begun at 40 columns, nothing that it writes is broken by the terminal', async () => {
  const drill = await openDrill('happy')
  const screen = await openScreen(drill, 'svreset; echo "exit $?"', { columns: 40, rows: 60 })
  await screen.until(/Step 1 of 14[\s\S]*Run it/)
  await screen.answer('?')
  await screen.until(/explain the letters/)
  await screen.answer('a')
  const text = await screen.until(/exit \d/)
  expect(text).toContain('exit 0')
  // Only a word that is longer than the line is.
  const broken = (await screen.text(true)).split('\n').filter(line => line.length > 40)
  expect(broken.filter(line => line.includes(' '))).toEqual([])
})
