import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { linksOf } from '../support/links.js'
import { staging, untilUp } from '../support/staging.js'

const prepare = `${staging}
for name in a b c; do service /usr/local/$name; ln -s /usr/local/$name /etc/service/$name; done`

const all = ['/etc/service/a', '/etc/service/b', '/etc/service/c']

it.each([
  ['a file', 'echo precious >.svreset-link', 'cat .svreset-link'],
  ['a link', 'ln -s /usr/local/a .svreset-link', 'readlink .svreset-link'],
  ['a directory', 'mkdir .svreset-link; touch .svreset-link/kept', 'ls .svreset-link'],
])(
  '%s named .svreset-link is not ours: reset, restore and restore.sh leave it alone',
  async (_, make, look) => {
    const drill = await openDrill('empty', { prepare })
    await untilUp(drill, ...all)
    const inDirectory = (script: string) => drill.sh(`cd /etc/service; ${script}`)
    await inDirectory(make)
    const before = await inDirectory(`${look}; stat -c '%i %y %U' .svreset-link`)
    const ways = [
      ['svreset', '--yes'],
      ['svreset', 'restore', '--yes'],
      ['sh', '-c', 'sh /var/lib/svreset/runs/*/restore.sh'],
    ]
    for (const [index, way] of ways.entries()) {
      if (index > 0) await inDirectory('rm b')
      expect(await drill.run(way)).toMatchObject({ exitCode: 0, stderr: '' })
      expect(await inDirectory(`${look}; stat -c '%i %y %U' .svreset-link`)).toBe(before)
    }
  },
)

it('what a run left that died while it made a link is told by the run, the target and the owner, and goes', async () => {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, ...all)
  const before = await linksOf(drill)
  await killAt(drill, 'stop')
  const run = (await drill.sh('ls /var/lib/svreset/runs')).trim()
  const mine = `.svreset-${run}`
  const hidden = async () =>
    (await drill.sh(`cd /etc/service; find . -name '.?*' -printf '%f %l\\n' | sort`)).trimEnd().split('\n')
  // The kernel ends it between the two calls that make a link under its own name and give it the name that it is to have.
  const killed = await drill.run([
    'sh',
    '-c',
    `strace -f -o /dev/null -e trace=link -e inject=link:signal=KILL:when=2 svreset restore --yes; true`,
  ])
  expect(killed.exitCode).toBe(0)
  expect(await hidden()).toEqual([`${mine} /usr/local/b`])
  // Another run's, and one that leads where none of this run's links does, are somebody else's.
  await drill.sh('cd /etc/service; ln -s /usr/local/b .svreset-2026-01-01T00-00-00Z-0000')
  expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
  expect(await hidden()).toEqual(['.svreset-2026-01-01T00-00-00Z-0000 /usr/local/b'])
  expect((await linksOf(drill)).filter(link => !link.startsWith('.'))).toEqual(before)

  await drill.sh(`cd /etc/service; rm b; ln -s /usr/local/precious ${mine}`)
  const inTheWay = await drill.svreset('restore', '--yes', run)
  expect(inTheWay.exitCode).toBe(1)
  expect(inTheWay.stdout).toContain(
    `${mine} is in the way and svreset did not make it: svreset leaves it as it is`,
  )
  expect(await hidden()).toContain(`${mine} /usr/local/precious`)
  // restore.sh makes no link under another name.
  const script = await drill.run(['sh', `/var/lib/svreset/runs/${run}/restore.sh`])
  expect(script).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await hidden()).toContain(`${mine} /usr/local/precious`)
})
