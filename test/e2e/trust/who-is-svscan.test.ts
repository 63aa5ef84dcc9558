import { expect, it } from 'vitest'
import { causes, checkJson, pidsByFinding } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { endDaemontools, endSvscan, lives, pidOf, staging, untilUp } from '../support/staging.js'
import { asUser, home, makeHome, ownSvscan, startOwnSvscan, uid } from '../support/users.js'

/** Shell text: programs of daemontools by their names alone. Each is a sleep. */
const namesakes = `${makeHome}
for name in svscan supervise; do cp /bin/sleep ${home}/$name; done; chown ${uid}:${uid} ${home}/*`

/** Starts it apart, in this directory, and returns its pid when it is that program. */
async function start(drill: TestDrill, directory: string, ...argv: string[]): Promise<number> {
  const script = `cd "$1"; shift; setsid "$@" </dev/null >/dev/null 2>&1 & echo $!`
  const before = new Set((await drill.sh('pgrep -x "svscan|supervise" || :')).split('\n'))
  await drill.sh(script, directory, ...argv)
  for (;;) {
    const found = (await drill.sh('pgrep -x "svscan|supervise" || :'))
      .split('\n')
      .filter(pid => !before.has(pid))
    if (found[0] !== undefined && found[0] !== '') return Number(found[0])
  }
}

/** They are found and named, they stop nothing, and nothing befalls them. */
async function expectLeftAlone(drill: TestDrill, ...impostors: number[]): Promise<void> {
  const { findings, verdict } = await checkJson(drill)
  expect(findings.map(({ id }) => id)).toEqual(impostors.map(() => 'impostor'))
  expect([...pidsByFinding(findings).values()].flat().sort()).toEqual([...impostors].sort())
  expect(verdict).toBe('warning')
  const links = await linksOf(drill)
  await drill.svreset('repair', '--yes')
  const { exitCode, stderr } = await drill.svreset('--yes')
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(await linksOf(drill)).toEqual(links)
  for (const pid of impostors) expect(await lives(drill, pid)).toBe(true)
}

it("a user's programs of that name in root's directories", async () => {
  const drill = await openDrill('empty', {
    prepare: `${namesakes}; ${staging} service /usr/local/a; ln -s /usr/local/a /etc/service/a`,
  })
  await untilUp(drill, '/etc/service/a')
  const svscan = await start(drill, '/etc/service', ...asUser(), `${home}/svscan`, '1000000')
  const control = ['sh', '-c', `mkfifo ${home}/control; exec "$@" 9<>${home}/control`, 'sh']
  const supervise = await start(
    drill,
    '/usr/local/a',
    ...asUser(),
    ...control,
    `${home}/supervise`,
    '1000000',
  )
  // Nor is the place of this one a second svscan directory.
  const elsewhere = await start(drill, '/usr/local', ...asUser(), `${home}/svscan`, '1000000')
  await expectLeftAlone(drill, svscan, supervise)
  expect(await lives(drill, elsewhere)).toBe(true)
})

it("a program that runs with root's rights for whoever calls it", async () => {
  const drill = await openDrill('empty', {
    prepare: `${makeHome}; cp /bin/sleep /usr/local/bin/doze; chmod 4755 /usr/local/bin/doze; ln -s /usr/local/bin/doze ${home}/svscan`,
  })
  await expectLeftAlone(drill, await start(drill, '/etc/service', ...asUser(), `${home}/svscan`, '1000000'))
})

for (const [what, spoil] of [
  ['whose file belongs to a user', `chown ${uid} $svscan`],
  ['whose file a group may write', `chgrp ${uid} $svscan; chmod g+w $svscan`],
  ['whose directory belongs to a user', `chown ${uid} $directory`],
  ['whose directory everybody may write to', 'chmod 777 $directory'],
] as const)
  it(`root's process ${what}`, async () => {
    const directory = '/usr/local/lib/daemontools'
    const drill = await openDrill('empty', {
      prepare: `directory=${directory} svscan=${directory}/svscan; mkdir -p $directory; cp /bin/sleep $svscan; ${spoil}`,
    })
    await expectLeftAlone(drill, await start(drill, '/etc/service', `${directory}/svscan`, '1000000'))
  })

it("a second svscan is not started beside root's own that others may change", async () => {
  const drill = await openDrill('empty', { respawn: false, prepare: makeHome })
  await drill.sh(`${endSvscan}; cp /usr/bin/svscan ${home}/svscan; chown ${uid} ${home}/svscan`)
  drill.spawn(['setsid', `${home}/svscan`, '/etc/service'], { stdio: 'ignore' })
  await drill.sh('until pgrep -x svscan; do sleep 0.02; done')
  const pid = await drill.sh('pgrep -x svscan')
  for (const words of [['--yes'], ['--yes', '--restart-method', 'manual'], ['repair', '--yes']]) {
    const result = await drill.svreset(...words, '--service-dir', '/etc/service')
    expect([result.exitCode, result.stderr]).toEqual([
      3,
      expect.stringMatching(
        new RegExp(`user ${uid} can change the program of svscan, pid \\d+ \\(${home}/svscan\\)`),
      ),
    ])
  }
  expect(await drill.sh('pgrep -x svscan')).toBe(pid)
})

it("root's process that sees other mounts", async () => {
  const drill = await openDrill('empty', {
    prepare: 'mkdir /usr/local/lib/d; cp /bin/sleep /usr/local/lib/d/svscan',
  })
  const argv = ['unshare', '--mount', '--wd=/etc/service', '/usr/local/lib/d/svscan', '1000000']
  await expectLeftAlone(drill, await start(drill, '/etc/service', ...argv))
})

it('is not what svscan is started as, where no other one runs', async () => {
  const drill = await openDrill('empty', { respawn: false, prepare: makeHome })
  await drill.sh(`${endSvscan}
    printf '#!/bin/sh\\nid -u >>${home}/ran-as; exec sleep 1000000\\n' >${home}/svscan; chmod 755 ${home}/svscan
    mkdir ${home}/bin; chown -R ${uid}:${uid} ${home}`)
  // Of a script the kernel's name is the script's.
  const argv = [...asUser(), 'env', `PATH=${home}:/usr/bin:/bin`, 'sh', '-c', 'exec svscan 1000000']
  drill.spawn(['sh', '-c', `cd /etc/service; exec "$@"`, 'sh', ...argv], { stdio: 'ignore' })
  await drill.sh(`until [ -s ${home}/ran-as ]; do sleep 0.02; done`)
  for (const words of [['repair', '--yes'], ['--yes'], ['--yes', '--restart-method', 'manual']])
    await drill.svreset(...words)
  expect(await drill.sh(`cat ${home}/ran-as`)).toBe(`${uid}\n`)
})

it("a user's svscanboot and readproctitle around root's svscan: neither is started as root", async () => {
  const drill = await openDrill('empty', { respawn: false, prepare: makeHome })
  // What sudo does for a user who may start svscan and nothing else.
  await drill.sh(`${endSvscan}
    cp /usr/bin/setpriv /usr/local/bin/for-root; chmod 4755 /usr/local/bin/for-root
    cp /usr/bin/readproctitle ${home}/
    printf '#!/bin/sh\\nid -u >>${home}/ran-as
/usr/local/bin/for-root --reuid=0 --regid=0 --clear-groups -- svscan /etc/service 2>&1 | ${home}/readproctitle service errors: ............
sleep 1000000\\n' >${home}/svscanboot; chmod 755 ${home}/svscanboot; chown -R ${uid}:${uid} ${home}`)
  drill.spawn([...asUser(), 'setsid', `${home}/svscanboot`], { stdio: 'ignore' })
  await drill.sh('until pgrep -x svscan && pgrep -x readproctitle; do sleep 0.02; done')
  const { findings } = await checkJson(drill)
  expect(causes(findings)).toContain('impostor')
  const named = pidsByFinding(findings).get('impostor')
  const wanted = (await drill.sh('pgrep -x "svscanboot|readproctitle"')).trim().split('\n').map(Number)
  expect(named).toEqual(wanted.sort((a, b) => a - b))
  await drill.svreset('--yes')
  // readproctitle leaves by itself when nobody writes to it any more.
  expect(await drill.sh('pgrep -x svscanboot')).toContain(String(wanted[0]))
  expect(await drill.sh(`cat ${home}/ran-as`)).toBe(`${uid}\n`)
})

it('who may not see whose it is names no impostor', async () => {
  const drill = await openDrill('happy', { prepare: makeHome })
  const { stdout } = await drill.run([...asUser(), 'svreset', 'check', '--json'])
  const ids = JSON.parse(stdout).findings.map(({ id }: { readonly id: string }) => id)
  expect(ids).toContain('unreadable')
  expect(ids).not.toContain('impostor')
})

it("a user's own svscan in the user's own directory is one, for that user and for root", async () => {
  const drill = await openDrill('empty', { prepare: makeHome })
  const directory = await startOwnSvscan(drill, asUser())
  const pid = Number(await drill.sh(ownSvscan))
  for (const who of [asUser(), []]) {
    const argv = [...who, 'svreset', 'check', '--json', '--service-dir', directory]
    const { svscan, findings } = JSON.parse((await drill.run(argv)).stdout)
    expect([svscan.pid, causes(findings)]).toEqual([pid, ['svscanboot-missing']])
  }
  expect(await pidOf(drill, `${directory}/a`)).toBeGreaterThan(0)
})

it('a program that was replaced while it runs is still that program', async () => {
  const drill = await openDrill('empty', {
    respawn: false,
    prepare: `${staging} service /usr/local/a; ln -s /usr/local/a /etc/service/a`,
  })
  await untilUp(drill, '/etc/service/a')
  await drill.sh(endDaemontools('/usr/local/a'))
  await drill.sh('mkdir /usr/local/lib/d; cp /usr/bin/svscan /usr/bin/supervise /usr/local/lib/d')
  drill.spawn(['env', 'PATH=/usr/local/lib/d:/usr/bin:/bin', 'svscan', '/etc/service'], { stdio: 'ignore' })
  await untilUp(drill, '/etc/service/a')
  await drill.sh('cd /usr/local/lib/d; for p in svscan supervise; do cp $p $p.new; mv $p.new $p; done')
  expect(causes((await checkJson(drill)).findings)).toEqual(['svscanboot-missing'])
})
