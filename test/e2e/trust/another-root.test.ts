import { expect, it } from 'vitest'
import { causes, checkJson, pidsByFinding } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { expectRefusal, lives, pidOf, staging, untilUp } from '../support/staging.js'

const jail = '/usr/local/jail'

/** Shell text: a root of its own with daemontools in it, and a service of the same name and path as one outside. */
const prepare = `${staging}
service /usr/local/web; log /usr/local/web; ln -s /usr/local/web /etc/service/web
mkdir -p ${jail}/bin ${jail}/service
for program in /usr/bin/svscan /usr/bin/supervise /bin/sh /bin/sleep; do
  cp $program ${jail}/bin
  for library in $(ldd $program | grep -o '/[^ ]*'); do
    mkdir -p ${jail}\${library%/*}; cp $library ${jail}$library
  done
done
service ${jail}/usr/local/web 'exec sleep 1000002'; ln -s /usr/local/web ${jail}/service/web`

async function open(): Promise<TestDrill> {
  const drill = await openDrill('empty', { prepare })
  drill.spawn(['env', '-i', 'PATH=/bin', '/usr/sbin/chroot', jail, '/bin/svscan', '/service'], {
    stdio: 'ignore',
  })
  await untilUp(drill, `${jail}/usr/local/web`, '/etc/service/web', '/etc/service/web/log')
  return drill
}

const everything = (drill: TestDrill) =>
  drill.sh(
    `ls -la --time-style=full-iso /etc/service ${jail}/service; ps -A -o pid=,lstart=,args= | grep -E 'svscan|supervise|multilog|sleep' | grep -v grep`,
  )

it('a directory whose svscan has another root is neither judged nor touched: its links lead elsewhere', async () => {
  const drill = await open()
  const before = await everything(drill)
  const there = ['--service-dir', `${jail}/service`]
  const commands = [['check'], ['--yes'], ['--dry-run'], ['repair', '--yes']]
  for (const words of commands) expectRefusal(await drill.svreset(...words, ...there), jail, 'chroot')
  expectRefusal(await drill.svreset('--yes', '--restart-method', 'manual', ...there), jail)
  expect(await everything(drill)).toBe(before)
})

it('so it is when that svscan has died, and its supervises go on', async () => {
  const drill = await open()
  await drill.sh(
    `kill -9 $(pgrep -xf '/bin/svscan /service'); while pgrep -xf '/bin/svscan /service'; do :; done`,
  )
  const before = await everything(drill)
  const there = ['--service-dir', `${jail}/service`]
  for (const words of [['check'], ['--yes'], ['--yes', '--restart-method', 'manual']])
    expectRefusal(await drill.svreset(...words, ...there), jail)
  expect(await everything(drill)).toBe(before)
})

it('beside it the directory of our own root is found, is happy, and is reset alone', async () => {
  const drill = await open()
  const inside = await pidOf(drill, `${jail}/usr/local/web`)
  const outside = await pidOf(drill, '/usr/local/web')
  const { findings, verdict } = await checkJson(drill)
  expect([findings, verdict]).toEqual([[], 'happy'])
  const links = await linksOf(drill)
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(links)
  expect(await pidOf(drill, `${jail}/usr/local/web`)).toBe(inside)
  await untilUp(drill, '/usr/local/web')
  expect(await pidOf(drill, '/usr/local/web')).not.toBe(outside)
})

it('a supervise with another root in a service directory of ours is named, and left alone', async () => {
  const drill = await open()
  // The same directory under another name: as a jail that has it mounted.
  await drill.sh(
    `${staging} service ${jail}/usr/local/shared 'exec sleep 1000003'; touch ${jail}/usr/local/shared/down`,
  )
  drill.spawn(['env', '-i', 'PATH=/bin', '/usr/sbin/chroot', jail, '/bin/supervise', '/usr/local/shared'], {
    stdio: 'ignore',
  })
  await drill.sh(
    `until svstat ${jail}/usr/local/shared | grep -q 'down'; do sleep 0.02; done; ln -s ${jail}/usr/local/shared /etc/service/shared`,
  )
  const pid = Number(await drill.sh(`pgrep -xf '/bin/supervise /usr/local/shared'`))
  const { findings } = await checkJson(drill)
  expect(causes(findings)).toContain('impostor shared')
  expect(pidsByFinding(findings).get('impostor shared')).toEqual([pid])
  const links = await linksOf(drill)
  for (const words of [['--yes'], ['--dry-run']])
    expectRefusal(await drill.svreset(...words), 'shared', `pid ${pid}`)
  expect(await linksOf(drill)).toEqual(links)
  expect(await lives(drill, pid)).toBe(true)
})
