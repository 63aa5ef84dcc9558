import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openDrill } from './support/drill.js'

const project = fileURLToPath(new URL('../..', import.meta.url))

it('svreset docs lists what --install writes, each at its usual place, for everybody, and again', async () => {
  const drill = await openDrill('happy')
  const { stdout } = await drill.svreset('docs')
  const places = stdout.trim().split('\n')
  for (const [place, file] of [
    ['man/man8/svreset.8', 'dist/man/svreset.8'],
    ['bash-completion/completions/svreset', 'completions/svreset.bash'],
    ['zsh/site-functions/_svreset', 'completions/svreset.zsh'],
    ['fish/vendor_completions.d/svreset.fish', 'completions/svreset.fish'],
    ['svreset/runbooks/reset.yaml', 'runbooks/reset.yaml'],
    ['svreset/monitoring/svreset.cron', 'monitoring/svreset.cron'],
  ] as const) {
    expect(places).toContain(place)
    await drill.sh('umask 077; svreset docs --install /usr/local/new/share')
    expect(await drill.sh('cat "/usr/local/new/share/$1"', place)).toBe(
      readFileSync(`${project}/${file}`, 'utf8'),
    )
  }
  const files = await drill.sh('cd /usr/local/new/share; find . -type f -perm 644 | cut -c 3- | sort')
  expect(files.trim().split('\n')).toEqual(places.sort())
  expect(await drill.sh('find /usr/local/new -type d ! -perm 755')).toBe('')
})

it('svreset docs --install writes through no link that somebody else can have made', async () => {
  const drill = await openDrill('happy')
  await drill.sh(`mkdir -m 1777 /usr/local/open; mkdir /usr/local/open/man /etc/precious; echo precious >/etc/precious/file
    ln -s /etc/precious /usr/local/open/man/man8; chown -hR nobody /usr/local/open`)
  const linked = await drill.svreset('docs', '--install', '/usr/local/open')
  expect(linked.exitCode).toBe(3)
  expect(linked.stderr).toMatch(/unable to .*\n {2}reason: .*man8 is a symbolic link.*\n {2}next: /)
  await drill.sh(
    'mkdir -p /usr/local/share/man/man8; ln -s /etc/precious/file /usr/local/share/man/man8/svreset.8',
  )
  const file = await drill.svreset('docs', '--install', '/usr/local/share')
  expect([file.exitCode, file.stderr]).toEqual([3, expect.stringContaining('it is a symbolic link')])
  expect(await drill.sh('cd /etc/precious; ls; cat file')).toBe('file\nprecious\n')
})
