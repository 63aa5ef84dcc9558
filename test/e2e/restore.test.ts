import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from './support/drill.js'
import { eventsOf, linkNames, linksOf } from './support/links.js'
import { expectRefusal, staging, untilUp } from './support/staging.js'

const prepare = `${staging}
for name in a b c d e; do service /usr/local/$name; done
ln -s /usr/local/a /etc/service/a
ln -s ../../usr/local/b /etc/service/b
printf '/usr/local/c' | { IFS= read -r target || :; ln -s "$target" "/etc/service/$(printf 'c \\351\\n.')"; }
ln -s /usr/local/d /etc/service/-d
ln -s /usr/local/e /etc/service/e
chown -h 1234:567 /etc/service/* || :
touch -h -d '2026-08-03T10:00:00.123457Z' /etc/service/*`

/** A drill after a reset, with its links and the path of its manifest. */
async function openAfterReset(): Promise<{
  drill: TestDrill
  before: string[]
  manifest: string
  run: string
}> {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, '/etc/service/a', '/etc/service/e')
  const before = await linksOf(drill)
  const { stdout, exitCode } = await drill.svreset('--yes', '--json')
  expect(exitCode).toBe(0)
  const end = eventsOf(stdout).at(-1) as unknown as { manifest: string; run: string }
  return { drill, before, manifest: end.manifest, run: end.run }
}

it('restores what is missing, by itself, by run and by manifest; nothing to do is exit 0', async () => {
  const { drill, before, manifest, run } = await openAfterReset()
  const nothing = await drill.svreset('restore')
  expect([nothing.exitCode, nothing.stderr]).toEqual([0, ''])
  expect(nothing.stdout).toContain('Nothing to restore')

  for (const words of [[], [run], ['--manifest', manifest]]) {
    await drill.sh('cd /etc/service && rm -f -- ./-d ./b ./c*')
    expectRefusal(await drill.svreset('restore', ...words), 'no terminal')
    const gone = await linksOf(drill)
    expect((await drill.svreset('restore', '--dry-run', ...words)).stdout).toContain(
      'ln -s ../../usr/local/b b',
    )
    expect(await linksOf(drill)).toEqual(gone)
    const { exitCode, stdout } = await drill.svreset('restore', '--yes', ...words)
    expect(stdout).toContain('all links are in place')
    expect(exitCode).toBe(0)
    expect(await linksOf(drill)).toEqual(before)
  }
  // Once more changes nothing, not even a time.
  await drill.sh('touch -h /etc/service/a')
  const touched = await linksOf(drill)
  expect((await drill.svreset('restore', '--yes', run)).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(touched)

  expect(await drill.svreset('restore', '--yes', '2026-01-01T00-00-00Z-0000')).toMatchObject({ exitCode: 2 })
  expect(await drill.svreset('restore', '--yes', '../../etc')).toMatchObject({ exitCode: 2 })
  expect(await drill.svreset('restore', '--yes', '--manifest', '/nowhere.yaml')).toMatchObject({
    exitCode: 2,
  })
})

it('what is in the way is left alone and named, the others are restored, exit 1; by restore.sh too', async () => {
  const { drill, manifest, run } = await openAfterReset()
  const obstruct = `cd /etc/service && rm -f -- ./a ./b ./-d ./e
    ln -s /elsewhere a; echo precious >b; mkdir ./-d; touch ./-d/kept`
  const look = 'cd /etc/service && readlink a && cat b && cd ./-d && ls kept && cd .. && readlink e'
  await drill.sh(obstruct)
  const { stdout, exitCode } = await drill.svreset('restore', '--yes')
  expect(exitCode).toBe(1)
  expect(stdout).toContain('a is a link to /elsewhere now, not the link to /usr/local/a')
  expect(stdout).toContain('b is a file now')
  expect(stdout).toContain('-d is a directory now')
  expect(stdout).toContain('some links are missing')
  expect(await drill.sh(look)).toBe('/elsewhere\nprecious\nkept\n/usr/local/e\n')

  const end = eventsOf((await drill.svreset('restore', '--yes', '--json', run)).stdout).at(-1)
  expect(end).toMatchObject({ event: 'run-finished', status: 'failed', links: 'partly-restored', manifest })

  // --force replaces the other link, and nothing else.
  expect((await drill.svreset('restore', '--yes', '--force')).exitCode).toBe(1)
  expect(await drill.sh(look)).toBe('/usr/local/a\nprecious\nkept\n/usr/local/e\n')

  await drill.sh('cd /etc/service; rm e; ln -sfn /elsewhere a')
  const script = await drill.run(['sh', manifest.replace('manifest.yaml', 'restore.sh')])
  expect(script.exitCode).toBe(1)
  for (const name of ['a', 'b', '-d']) expect(script.stderr).toContain(`error: ${name}: `)
  expect(await drill.sh(look)).toBe('/elsewhere\nprecious\nkept\n/usr/local/e\n')
})

it('restore.sh needs nothing but a shell and its tools: those of busybox will do', async () => {
  const { drill, before, manifest } = await openAfterReset()
  await drill.sh(`
    command -v busybox >/dev/null || { echo 'busybox is missing: apt-get install busybox'; exit 1; }
    for tool in ln readlink chown touch; do mount --bind "$(command -v busybox)" "$(command -v $tool)"; done`)
  await drill.sh('cd /etc/service && rm -f -- ./a ./b ./c* ./-d')
  const { stdout, stderr, exitCode } = await drill.run([
    'busybox',
    'sh',
    manifest.replace('manifest.yaml', 'restore.sh'),
  ])
  expect(stderr).toBe('')
  expect(stdout).toBe('4 links created, 1 unchanged, 0 not restored\n')
  expect(exitCode).toBe(0)
  // busybox's touch knows whole seconds only.
  const seconds = (links: string[]) => links.map(link => link.replace(/\.\d+$/, ''))
  expect(seconds(await linksOf(drill))).toEqual(seconds(before))
})

it('acts as root on no manifest that another could have written, and on none that is not valid', async () => {
  const { drill, manifest } = await openAfterReset()
  await drill.sh('rm /etc/service/b')
  const names = await linkNames(drill)
  const copy = '/usr/local/manifest.yaml'
  const restore = (...words: string[]) => drill.svreset('restore', '--yes', '--manifest', ...words)
  const refusals: readonly (readonly [string, ...string[]])[] = [
    [`chmod 666 ${copy}`, 'others may write'],
    [`chmod 620 ${copy}`, 'others may write'],
    [`chown 65534 ${copy}`, 'belongs to uid 65534'],
    [`ln ${copy} /usr/local/twin`, 'hard link'],
    [`mv ${copy} /usr/local/real.yaml && ln -s real.yaml ${copy}`, 'symbolic link'],
    [`rm ${copy} && mkfifo ${copy}`, 'regular file'],
  ]
  for (const [script, ...words] of refusals) {
    await drill.sh(`rm -f ${copy} /usr/local/twin /usr/local/real.yaml; cp "$1" ${copy}; ${script}`, manifest)
    expectRefusal(await restore(copy), ...words)
  }
  await drill.sh(`mkdir -m 1777 /usr/local/sticky; cp "$1" /usr/local/sticky/m.yaml`, manifest)
  expectRefusal(await restore('/usr/local/sticky/m.yaml'), '/usr/local/sticky', 'others may write')
  await drill.sh(`ln -s sticky /usr/local/way; chmod 755 /usr/local/sticky`)
  expectRefusal(await restore('/usr/local/way/m.yaml'), '/usr/local/way', 'symbolic link')
  await drill.sh('chmod 777 /var/lib/svreset')
  expectRefusal(await drill.svreset('restore', '--yes'), '/var/lib/svreset', 'others may write')
  expectRefusal(await drill.svreset('--yes'), '/var/lib/svreset', 'others may write')
  await drill.sh('chmod 700 /var/lib/svreset')

  await drill.sh(`rm -f ${copy}; sed 's/name: e$/name: ../' "$1" >${copy}`, manifest)
  const invalid = await restore(copy)
  expect(invalid.exitCode).toBe(2)
  expect(invalid.stderr).toMatch(/\/usr\/local\/manifest\.yaml:\d+:\d+: ".." is not the name of a link/)
  expect(await linkNames(drill)).toEqual(names)

  await drill.sh(`rm -f ${copy}; cp "$1" ${copy}; chown 65534 ${copy}`, manifest)
  expect((await restore(copy, '--trust-owner', '65534')).exitCode).toBe(0)
  expect(await linkNames(drill)).not.toEqual(names)
})

it('a svscan that was left stopped goes on, by restore and by restore.sh; that of another directory does not', async () => {
  const { drill, manifest } = await openAfterReset()
  await drill.sh('mkdir /usr/local/other')
  drill.spawn(['setsid', '--fork', 'svscan', '/usr/local/other'], { stdio: 'ignore' })
  const pidIn = async (directory: string) =>
    (
      await drill.sh(
        'until for p in $(pgrep -x svscan); do [ "$(readlink /proc/$p/cwd)" != "$1" ] || echo $p; done | grep .; do sleep 0.02; done',
        directory,
      )
    ).trim()
  const [ours, other] = [await pidIn('/etc/service'), await pidIn('/usr/local/other')]
  const state = async (pid: string) => (await drill.sh('ps -o stat= -p "$1"', pid)).slice(0, 1)
  const script = manifest.replace('manifest.yaml', 'restore.sh')
  for (const words of [
    ['svreset', 'restore', '--yes'],
    ['dash', script],
    ['busybox', 'sh', script],
  ]) {
    await drill.sh(
      'rm /etc/service/b; kill -STOP "$@"; for p; do until grep -q "^State:.T" /proc/$p/status; do :; done; done',
      ours,
      other,
    )
    const { exitCode, stdout, stderr } = await drill.run(words)
    expect([exitCode, stderr]).toEqual([0, ''])
    if (words[0] !== 'svreset') expect(stdout).toContain('svscan continues\n')
    expect([await state(ours), await state(other)]).toEqual(['S', 'T'])
  }
})
