import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import {
  endDaemontools,
  expectHealthy,
  expectRefusal,
  fingerprint,
  staging,
  untilUp,
} from '../support/staging.js'

it('refuses before anything is touched: no terminal, not root, no programs', async () => {
  const drill = await openDrill('happy')
  const before = await fingerprint(drill)
  expectRefusal(await drill.svreset(), 'no terminal', '--yes', '--dry-run')
  expectRefusal(await drill.svreset('--json'), 'with --json svreset prints only events')
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', 'HOME=/nonexistent']
  expectRefusal(await drill.run([...nobody, 'svreset', '--yes']), 'uid 65534', 'root')
  expectRefusal(
    await drill.run([...nobody, 'svreset', '--yes', '--service-dir', '/etc/service']),
    'uid 65534',
  )
  expect(await fingerprint(drill)).toBe(before)

  // Mounts of the drill's own: the machine's svc is not concerned.
  await drill.sh(
    'mount --bind /dev/null "$(command -v svc)"; mount --bind /dev/null "$(command -v supervise)"',
  )
  expectRefusal(await drill.svreset('--yes'), 'svc, supervise', 'apt-get install daemontools')
  expect((await drill.svreset('--help')).exitCode).toBe(0)
  expect((await drill.svreset('--version')).exitCode).toBe(0)
  expect(await fingerprint(drill)).toBe(before)
})

it('refuses to stop the service that it runs below', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/branch 'cd /usr/local; mkdir out || exec sleep 1000000
        svreset --yes >out/stdout 2>out/stderr; echo $? >out/code; exec sleep 1000000'
      ln -s /usr/local/branch /etc/service/branch`,
  })
  await drill.sh('until [ -s /usr/local/out/code ]; do sleep 0.05; done')
  const [stdout = '', stderr = '', code] = await Promise.all(
    ['stdout', 'stderr', 'code'].map(file => drill.sh(`cat /usr/local/out/${file}`)),
  )
  expectRefusal({ stdout, stderr, exitCode: Number(code) }, 'supervise branch')
  expect(await drill.sh('ls /var/lib/svreset 2>&1 || :')).toContain('No such file')
  await untilUp(drill, '/etc/service/branch')
})

it('no svscan: refuses, offers to start one, and does when told so; two candidates: names both', async () => {
  const drill = await openDrill('empty', {
    respawn: false,
    prepare: `${staging}
      service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log')
  await drill.sh(endDaemontools('/etc/service/a', '/etc/service/a/log'))
  const before = await fingerprint(drill)
  expectRefusal(await drill.svreset('--yes'), 'no svscan', '--restart-method manual')
  expectRefusal(await drill.svreset('--dry-run'), 'no svscan')

  await drill.sh('mkdir /var/lib/svscan')
  expectRefusal(await drill.svreset('--yes'), '/etc/service', '/var/lib/svscan', '--service-dir')
  await drill.sh('rmdir /var/lib/svscan && ln -s /etc/service /var/lib/svscan')
  expectRefusal(await drill.svreset('--yes'), 'no svscan')
  await drill.sh('rm /var/lib/svscan')
  expect(await fingerprint(drill)).toBe(before)

  const { exitCode, stdout } = await drill.svreset('--yes', '--restart-method', 'manual')
  expect(stdout).toContain('all links are in place')
  expect(exitCode).toBe(0)
  await expectHealthy(drill, 2)
  // It has outlived svreset, in a session of its own, with none of its descriptors.
  expect(await drill.sh('readlink /proc/$(pgrep -x svscan)/fd/*')).not.toMatch(/tty|pts|\.jsonl|socket/)

  await drill.sh(`${endDaemontools('/etc/service/a', '/etc/service/a/log')}
    umount -l /etc/service; mv /etc/service /etc/gone; rm -f /service`)
  expectRefusal(await drill.svreset('--yes'), 'unable to find a svscan directory', 'install daemontools')
})
