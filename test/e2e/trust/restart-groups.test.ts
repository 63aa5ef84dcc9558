import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { endSvscan } from '../support/staging.js'
import { asUser, home, makeHome, ownSvscan, startOwnSvscan } from '../support/users.js'

const credentials = (drill: TestDrill) =>
  drill.sh(`grep -E '^(Uid|Gid|Groups):' /proc/$(${ownSvscan})/status`)

for (const groups of [[], [4242], [4242, 4243]]) {
  it(`a user's svscan with the groups [${groups}] comes back with these`, async () => {
    const drill = await openDrill('empty', { prepare: makeHome })
    const directory = await startOwnSvscan(drill, asUser(...groups))
    const before = await credentials(drill)
    const old = await drill.sh(ownSvscan)
    const { exitCode, stderr } = await drill.svreset('--yes', '--service-dir', directory)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(await drill.sh(ownSvscan)).not.toBe(old)
    expect(await credentials(drill)).toBe(before)
  })
}

it("root's svscan comes back with root's groups as they were, whatever the operator's are", async () => {
  const drill = await openDrill('empty', { respawn: false })
  await drill.sh(endSvscan)
  drill.spawn(['setpriv', '--groups=4242', '--', 'setsid', 'svscan', '/etc/service'], { stdio: 'ignore' })
  await drill.sh('until pgrep -x svscan; do sleep 0.02; done')
  const groups = () => drill.sh('grep Groups: /proc/$(pgrep -x svscan)/status')
  const before = await groups()
  expect(before).toContain('4242')
  const argv = ['setpriv', '--groups=7', '--', 'svreset', '--yes', '--restart-method', 'manual']
  expect((await drill.run(argv)).exitCode).toBe(0)
  expect(await groups()).toBe(before)
})

it('a restart that fails says what the starter printed', async () => {
  const drill = await openDrill('empty', { prepare: makeHome })
  const path = `PATH=${home}/bin`
  await drill.sh(
    `mkdir ${home}/bin; cp /usr/bin/svscan /usr/bin/supervise /usr/bin/setsid /bin/sleep ${home}/bin`,
  )
  const directory = await startOwnSvscan(drill, [...asUser(), '/usr/bin/env', '-i', path])
  await drill.sh(`rm ${home}/bin/svscan`)
  const { exitCode, stdout } = await drill.svreset('--yes', '--service-dir', directory)
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/unable to start .*svscan/)
  expect(stdout).toContain(`svscan: no such program in ${home}/bin`)
  expect(stdout).not.toContain('not yet: svscan')
})

it('so does one by a program of the site, or of an init', async () => {
  const drill = await openDrill('happy', { respawn: false })
  await drill.sh(`
    printf '#!/bin/sh\\necho the disk is asleep >&2\\nexit 7\\n' >/usr/local/sbin/restart-svscan
    chmod 755 /usr/local/sbin/restart-svscan`)
  const runbook = readFileSync(new URL('../../../runbooks/reset.yaml', import.meta.url), 'utf8')
  const input = runbook.replace(/with: \{ method.*/, 'with: { command: [/usr/local/sbin/restart-svscan] }')
  await drill.run(['sh', '-c', 'cat >/usr/local/site.yaml'], { input })
  const { stdout, exitCode } = await drill.svreset('run', '/usr/local/site.yaml', '--yes')
  expect(stdout).toContain('note: /usr/local/sbin/restart-svscan exited with 7: the disk is asleep\n')
  expect(stdout).toMatch(/note: .* has not brought svscan back: svreset starts .*svscanboot by hand/)
  expect(exitCode).toBe(0)
})
