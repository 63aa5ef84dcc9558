import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { expect, it, onTestFinished } from 'vitest'
import { requireValid } from '../../contract/validate.js'
import { openDrill, svreset } from '../support/drill.js'

/** svreset where any user can read it, and a saved look beside it. */
async function forUsers(): Promise<{ readonly main: string; readonly look: string }> {
  const drill = await openDrill('unhappy')
  await drill.svreset('check', '--quiet', '--save', '/etc/look.json')
  const directory = await mkdtemp(join(tmpdir(), 'rehearse-user-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const dist = dirname(svreset[1] ?? '')
  await cp(dist, join(directory, 'dist'), { recursive: true })
  await cp(join(dist, '..', 'runbooks'), join(directory, 'runbooks'), { recursive: true })
  await cp(join(dist, '..', 'package.json'), join(directory, 'package.json'))
  await writeFile(join(directory, 'look.json'), await drill.sh('cat /etc/look.json'))
  await chmod(directory, 0o755)
  return { main: join(directory, 'dist', 'main.js'), look: join(directory, 'look.json') }
}

const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

it('a user rehearses a saved look in a user namespace', async () => {
  const { main, look } = await forUsers()
  const argv = [process.execPath, main, 'rehearse', '--from', look, '--json']
  const { stdout, stderr, exitCode } = await execa('env', [...asNobody, ...argv], { cwd: '/', reject: false })
  expect(`${exitCode} ${stderr}`).toBe('0 ')
  requireValid(stdout)
  expect(JSON.parse(stdout)).toMatchObject({ status: 'done', verdict: { before: 'sick', after: 'happy' } })
}, 120_000)

it('where users may make no user namespaces, it is refused with the reason', async () => {
  const { main, look } = await forUsers()
  // A user namespace with two users, in which nobody may make another one: nothing of the machine is set.
  const script = `
    unshare --user sleep 60 & p=$!
    until [ "$(readlink /proc/$p/ns/user)" != "$(readlink /proc/self/ns/user)" ]; do sleep 0.05; done
    echo '0 0 65535' >/proc/$p/uid_map; echo '0 0 65535' >/proc/$p/gid_map
    nsenter --user=/proc/$p/ns/user --setuid 0 --setgid 0 sh -c '
      echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"' sh "$@"
    code=$?; kill $p; exit $code`
  const argv = [...asNobody, process.execPath, main, 'rehearse', '--from', look]
  const { stderr, exitCode } = await execa('sh', ['-c', script, 'sh', ...argv], { cwd: '/', reject: false })
  expect(exitCode).toBe(3)
  expect(stderr).toContain('unable to make the private namespaces')
  expect(stderr).toMatch(/next: .*allow user namespaces/)
}, 120_000)
