import { expect, it } from 'vitest'
import { openDrill, svreset } from '../support/drill.js'
import { endSvscan } from '../support/staging.js'
import { asUser, home, makeHome, ownSvscan, startOwnSvscan, uid } from '../support/users.js'

/** Has the dynamic linker write a file for each program that it loads: whose the file is tells who obeyed. */
const markers = `${home}/markers`
const marking = ['LD_DEBUG=files', `LD_DEBUG_OUTPUT=${markers}/of`]

it("the environment of a user's svscan reaches what that user runs, and nothing that root runs", async () => {
  const drill = await openDrill('empty', { prepare: `${makeHome}; mkdir -m 777 ${markers}` })
  const environment = ['PATH=/usr/bin:/bin', 'SECRET=of two words', 'npm_config_//registry=x', ...marking]
  const directory = await startOwnSvscan(drill, [...asUser(), 'env', '-i', ...environment])
  await drill.sh(`rm ${markers}/*`)
  const environ = () => drill.sh(`tr '\\0' '\\n' </proc/$(${ownSvscan})/environ | sort`)
  const before = await environ()
  const old = await drill.sh(ownSvscan)
  const { exitCode, stderr } = await drill.svreset('--yes', '--service-dir', directory)
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(await drill.sh(ownSvscan)).not.toBe(old)
  expect(await environ()).toBe(before)
  const owners = (await drill.sh(`stat -c %u ${markers}/*`)).trim().split('\n')
  expect([...new Set(owners)]).toEqual([String(uid)])
})

it('what it holds stands on no command line, where every user could read it', async () => {
  const drill = await openDrill('empty', { prepare: makeHome })
  const directory = await startOwnSvscan(drill, [
    ...asUser(),
    'env',
    '-i',
    'PATH=/usr/bin:/bin',
    'SECRET=swordfish',
  ])
  const old = await drill.sh(ownSvscan)
  const words = ['strace', '-f', '-qq', '-s', '1000000', '-e', 'trace=execve', '-o', '/usr/local/calls']
  // strace stays as long as what svreset has started: the run is over long before.
  drill.spawn([...words, 'svreset', '--yes', '--service-dir', directory], { stdio: 'ignore' })
  await drill.sh(
    'until grep -q \'"event":"closed"\' /var/lib/svreset/runs/*/journal.jsonl; do sleep 0.05; done 2>/dev/null; pkill -x strace',
  )
  expect(await drill.sh(ownSvscan)).not.toBe(old)
  expect(await drill.sh(`tr '\\0' '\\n' </proc/$(${ownSvscan})/environ`)).toContain('SECRET=swordfish')
  expect(await drill.sh('grep -c swordfish /usr/local/calls || :')).toBe('0\n')
  expect(await drill.sh('grep -c svscan /usr/local/calls')).not.toBe('0\n')
})

it('a repair that starts a readproctitle for it does the same', async () => {
  const drill = await openDrill('empty', { prepare: `${makeHome}; mkdir -m 777 ${markers}` })
  const directory = await startOwnSvscan(
    drill,
    [...asUser(), 'env', '-i', 'PATH=/usr/bin:/bin', ...marking],
    {
      errors: true,
    },
  )
  await drill.sh(`pkill -u ${uid} -x readproctitle; rm ${markers}/*`)
  const { stdout } = await drill.svreset('repair', '--yes', '--service-dir', directory)
  expect(stdout).toMatch(/cured: .*readproctitle-missing/)
  const environ = await drill.sh(`tr '\\0' '\\n' </proc/$(pgrep -u ${uid} -x readproctitle)/environ`)
  expect(environ).toContain(marking[0])
  const owners = (await drill.sh(`stat -c %u ${markers}/*`)).trim().split('\n')
  expect([...new Set(owners)]).toEqual([String(uid)])
})

for (const [what, spoil, named] of [
  [
    'what a user has put in its place',
    `printf '#!/bin/sh\\nid -u >/usr/local/marker\\n' >${home}/other; chmod 755 ${home}/other
     chown ${uid} ${home}/other; ln -sf ${home}/other ${home}/svscan`,
    `${home}/other`,
  ],
  ['what a user can point elsewhere a moment later', ':', home],
] as const)
  it(`root does not start ${what}`, async () => {
    const drill = await openDrill('empty', { respawn: false, prepare: makeHome })
    const directory = '/usr/local/lib/daemontools'
    await drill.sh(`${endSvscan}
      mkdir ${directory}; cp /usr/bin/svscan ${directory}; ln -s ${directory}/svscan ${home}/svscan`)
    drill.spawn(['env', `PATH=${home}:/usr/bin:/bin`, 'setsid', 'svscan', '/etc/service'], {
      stdio: 'ignore',
    })
    await drill.sh('until pgrep -x svscan; do sleep 0.02; done')
    // Believed it is: what runs is root's.
    await drill.sh(spoil)
    const { exitCode, stdout } = await drill.svreset('--yes', '--restart-method', 'manual')
    expect(exitCode).toBe(1)
    expect(stdout).toContain(`user ${uid} can change ${named}, so root does not start it`)
    expect(await drill.sh('ls /usr/local')).not.toContain('marker')
  })

it('Node obeys nothing of what sudo lets through', async () => {
  const drill = await openDrill('happy', { prepare: 'mkdir /usr/local/markers' })
  await drill.sh(
    `echo "require('node:fs').writeFileSync('/usr/local/markers/preloaded', '')" >/usr/local/preload.cjs`,
  )
  const obeyed = {
    NODE_OPTIONS: '--require=/usr/local/preload.cjs',
    NODE_V8_COVERAGE: '/usr/local/markers/coverage',
    NODE_REDIRECT_WARNINGS: '/usr/local/markers/warnings',
    NODE_EXTRA_CA_CERTS: '/usr/local/markers/none',
  }
  const [, program = ''] = svreset
  for (const sudo of [{}, { SUDO_UID: '12345', SUDO_USER: 'rachel' }]) {
    for (const argv of [['svreset'], [program]]) {
      const { exitCode } = await drill.run([...argv, 'check'], { env: { ...obeyed, ...sudo } })
      expect(exitCode).toBe(0)
    }
  }
  expect(await drill.sh('ls -A /usr/local/markers')).toBe('')
  // Started round the launcher Node has obeyed them already; nothing is done then.
  const around = { env: { NODE_OPTIONS: '--no-warnings', SUDO_UID: '12345' } }
  const { exitCode, stderr, stdout } = await drill.run([...svreset, '--yes'], around)
  expect([exitCode, stdout]).toEqual([3, ''])
  expect(stderr).toMatch(/^svreset: error: unable to .+\n {2}reason: .*NODE_OPTIONS.*\n {2}next: .+\n$/)
})

it('--detach hands on what svreset reads, and nothing else', async () => {
  const drill = await openDrill('happy')
  const words = ['strace', '-f', '-qq', '-v', '-s', '1000000', '-e', 'trace=execve', '-o', '/usr/local/calls']
  const env = { STRANGE: 'swordfish', NODE_OPTIONS: '--no-warnings', XDG_STATE_HOME: '/usr/local/state' }
  const { exitCode } = await drill.run([...words, 'svreset', '--detach', '--yes'], { env })
  expect(exitCode).toBe(0)
  const setsid = await drill.sh(`grep -h 'execve("[^"]*setsid"' /usr/local/calls`)
  expect(setsid).toContain('XDG_STATE_HOME=/usr/local/state')
  expect(setsid).not.toMatch(/STRANGE|NODE_OPTIONS/)
})
