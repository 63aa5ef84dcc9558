import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { controllerLacks, controllers } from '../support/controllers.js'
import { type Fleet, openFleet } from '../support/fleet.js'
import { skipWithout } from '../support/lacks.js'
import { column, hostOf } from '../support/plays.js'

const project = fileURLToPath(new URL('../../..', import.meta.url))

describe.each(controllers)('the role install, from the controller %s', controller => {
  let fleet: Fleet
  beforeEach(context => skipWithout(context, controllerLacks(controller)))
  beforeAll(async () => {
    if (controllerLacks(controller) !== null) return
    fleet = await openFleet({ one: { scenario: 'empty' } }, controller)
    await hostOf(fleet, 'one').drill.sh('rm /usr/local/bin/svreset')
  })
  afterAll(() => fleet?.close())

  const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
  const install = (file: string, sum: string, ...options: string[]) =>
    fleet.play(
      'install',
      '-e',
      `svreset_install_file=${file}`,
      '-e',
      `svreset_install_sha256=${sum}`,
      ...options,
    )
  const version = async () => (await hostOf(fleet, 'one').drill.svreset('--version')).stdout.trim()

  it('installs the package of npm, and changes nothing the second time', async () => {
    const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', fleet.place]
    const file = `${fleet.place}/${execFileSync('npm', pack, { cwd: project, encoding: 'utf8' }).trim()}`
    const sum = sha256(file)
    const rehearsed = await install(file, sum, '--check')
    expect([rehearsed.exitCode, await hostOf(fleet, 'one').drill.sh('ls /usr/local/lib')]).toEqual([
      0,
      expect.not.stringContaining('svreset'),
    ])
    const first = await install(file, sum)
    expect(first).toMatchObject({ exitCode: 0 })
    const { version: expected } = JSON.parse(readFileSync(`${project}/package.json`, 'utf8'))
    expect(await version()).toBe(expected)
    const second = await install(file, sum)
    expect([second.exitCode, column(second, 'changed')]).toEqual([0, { one: 0 }])
  })

  it('installs a program of one file in its place', async () => {
    const file = `${fleet.place}/svreset-standalone`
    copyFileSync('/bin/echo', file)
    const play = await install(file, sha256(file))
    expect([play.exitCode, await version()]).toEqual([0, expect.stringContaining('echo (GNU coreutils)')])
    expect(await hostOf(fleet, 'one').drill.sh('stat -c "%F %a %U" /usr/local/bin/svreset')).toBe(
      'regular file 755 root\n',
    )
    const second = await install(file, sha256(file))
    expect([second.exitCode, column(second, 'changed')]).toEqual([0, { one: 0 }])
  })

  it('touches nothing where the checksum is another one', async () => {
    const file = `${fleet.place}/svreset-other`
    copyFileSync('/bin/false', file)
    const before = await hostOf(fleet, 'one').drill.sh(
      'ls -lR /var/lib/svreset-install; ls -l /usr/local/bin/svreset',
    )
    const play = await install(file, sha256('/bin/true'))
    expect([play.exitCode, play.output]).toEqual([2, expect.stringContaining('does not have the checksum')])
    expect(
      await hostOf(fleet, 'one').drill.sh('ls -lR /var/lib/svreset-install; ls -l /usr/local/bin/svreset'),
    ).toBe(before)
  })
})
