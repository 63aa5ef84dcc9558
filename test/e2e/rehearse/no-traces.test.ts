import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openDrill, openLastingDrill, svreset } from '../support/drill.js'
import { identify, traces } from '../support/traces.js'

const [node = '', ...main] = svreset
let look = ''

beforeAll(async () => {
  await using drill = await openLastingDrill('happy')
  look = await drill.sh('svreset check --quiet --save /etc/look.json; cat /etc/look.json')
})

async function start(...argv: string[]): Promise<ChildProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'rehearse-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  await writeFile(join(directory, 'look.json'), look)
  const words = [...main, 'rehearse', '--from', join(directory, 'look.json'), ...argv]
  const child = spawn(node, words, {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, SHELL: '/bin/sh' },
  })
  onTestFinished(() => void (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')))
  return child
}

/** A process of the machine and all below it, as the machine sees them. */
function familyOf(pid: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .flatMap(name => {
        try {
          return [
            [
              Number(name),
              Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'latin1'))?.[1]),
            ] as const,
          ]
        } catch {
          return []
        }
      }),
  )
  const isBelow = (each: number): boolean =>
    each === pid || (parents.has(each) && isBelow(parents.get(each) ?? 0))
  return [...parents.keys()].filter(each => isBelow(each))
}

const isAlive = (pid: number) => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** In the middle of the run, which waits for a service that does not stop. */
async function startWaiting() {
  const child = await start('--json', '--hang', 'tinydns', '--stop-timeout', '10m')
  const supervises = () => familyOf(child.pid ?? 0).filter(pid => readComm(pid) === 'supervise').length
  // Of four services with logs, one and its log are left.
  await expect.poll(supervises, { timeout: 60_000 }).toBe(8)
  await expect.poll(supervises, { timeout: 60_000 }).toBeLessThan(8)
  return { child, family: familyOf(child.pid ?? 0) }
}

function readComm(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return ''
  }
}

describe('however a rehearsal ends, nothing is left behind', () => {
  it('kill -9 in the middle of the run', async () => {
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
    const { child, family } = await startWaiting()
    expect(family.length).toBeGreaterThan(10)
    child.kill('SIGKILL')
    await expect.poll(() => family.filter(isAlive), { timeout: 20_000 }).toEqual([])
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(mounts)
  }, 120_000)

  it('Ctrl-C in the middle of the run', async () => {
    const { child, family } = await startWaiting()
    child.kill('SIGINT')
    expect((await once(child, 'exit'))[0]).toBe(130)
    await expect.poll(() => family.filter(isAlive), { timeout: 20_000 }).toEqual([])
  }, 120_000)

  it('kill -9 of the shell of --shell', async () => {
    const child = await start('--shell')
    child.stdin?.write('readlink /proc/self/ns/mnt /proc/self/ns/pid; echo; cat\n')
    let output = ''
    for await (const chunk of child.stdout ?? []) {
      output += chunk
      if (output.includes('\n\n')) break
    }
    const identity = identify(output)
    child.kill('SIGKILL')
    await expect.poll(() => traces(identity), { timeout: 20_000 }).toEqual([])
  }, 120_000)
})

it('the copy can change nothing of the machine, and has no network', async () => {
  const child = await start('--shell')
  child.stdin?.end(
    `for f in /usr/bin/marker /usr/share/marker ${main[0]}.marker; do (: >"$f") 2>/dev/null && echo "wrote $f"; done
     find /root /home /run /tmp -xdev -type f; tail -n +3 /proc/net/dev | grep -v lo:
     mknod /dev/shm/disk b 8 0 2>/dev/null && (: </dev/shm/disk) 2>/dev/null && echo 'a device'
     hostname; svstat /etc/service/nginx\n`,
  )
  let output = ''
  for await (const chunk of child.stdout ?? []) output += chunk
  expect(output.split('\n')[0]).toBe(JSON.parse(look).host)
  expect(output).toMatch(/nginx: up/)
}, 60_000)

it('refuses where no namespaces are allowed, with the reason, and makes nothing', async () => {
  const drill = await openDrill('happy')
  const argv = ['setpriv', '--bounding-set=-sys_admin', '--inh-caps=-sys_admin', 'svreset', 'rehearse']
  const { stderr, exitCode } = await drill.run(argv)
  expect(exitCode).toBe(3)
  expect(stderr).toContain('unable to make the private namespaces')
  expect(stderr).toMatch(/reason: .*[Oo]peration not permitted/)
})
