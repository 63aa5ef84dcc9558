import { expect, it } from 'vitest'
import { openDrill, svreset } from '../support/drill.js'
import { staging, untilUp } from '../support/staging.js'

interface Syncs {
  /** Before the first link goes: manifest, restore.sh, journal. */
  readonly before: number
  readonly inAll: number
}

/** fsync and fdatasync of a whole reset, counted by strace. All links lead to one service: svscan starts it once. */
async function syncsWith(links: number): Promise<Syncs> {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/a
      for n in $(seq ${links}); do echo "/etc/service/a$n"; done | xargs -n 1 ln -s /usr/local/a`,
  })
  await untilUp(drill, '/usr/local/a')
  const { exitCode, stdout, stderr } = await drill.run([
    ...['strace', '-f', '-o', '/etc/calls', '-e', 'trace=fsync,fdatasync,unlink'],
    ...svreset,
    '--yes',
  ])
  expect(exitCode, stdout + stderr).toBe(0)
  const calls = (await drill.sh('cat /etc/calls')).split('\n')
  const removesLink = (call: string) => /unlink\("\/proc\/self\/fd\/\d+\/a\d/.test(call)
  const firstUnlink = calls.findIndex(removesLink)
  expect(firstUnlink).toBeGreaterThan(0)
  expect(calls.filter(removesLink)).toHaveLength(links)
  const count = (some: readonly string[]) => some.filter(call => /\bf(data)?sync\(/.test(call)).length
  return { before: count(calls.slice(0, firstUnlink)), inAll: count(calls) }
}

it('a manifest of 1000 links costs no more syncs than one of 10, and neither does all of the reset', async () => {
  const [few, many] = await Promise.all([syncsWith(10), syncsWith(1000)])
  expect(few.before).toBeGreaterThanOrEqual(5)
  expect(many).toEqual(few)
})
