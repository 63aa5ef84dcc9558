import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findProgram } from '../../src/drill/search-path.js'
import { openDrill, svreset } from './support/drill.js'
import { type DrillIdentity, identify, traces } from './support/traces.js'

const [node = '', ...main] = svreset

async function drillCommand(...argv: string[]) {
  const result = await execa(node, [...main, 'drill', ...argv], { reject: false, input: '' })
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode }
}

describe('scenarios', () => {
  it('happy: ps, svstat and the title look as in the document', async () => {
    const drill = await openDrill('happy')
    const status = (await drill.sh('svstat /etc/service/* /etc/service/*/log')).split('\n')
    expect(status.map(line => line.replace(/\d+/g, 'N')).slice(0, 4)).toEqual([
      '/etc/service/dnscache: up (pid N) N seconds, normally down',
      '/etc/service/nginx: up (pid N) N seconds, normally down',
      '/etc/service/standby: down N seconds',
      '/etc/service/tinydns: up (pid N) N seconds',
    ])
    expect(status.slice(4, 8).every(line => / up \(pid \d+\) \d+ seconds$/.test(line))).toBe(true)
    const tree = await drill.sh('ps -AHwefl')
    expect(tree.match(/ supervise log$/gm)).toHaveLength(4)
    expect(tree).not.toContain('<defunct>')
    expect(tree).toMatch(/readproctitle service errors: \.+$/m)
  })

  it('unhappy: deleted directory, zombies, errors and a second supervise', async () => {
    const drill = await openDrill('unhappy')
    // They come and go: one is there for a second, the other until svscan looks again.
    const tree = await drill.sh(`
      zombies() { printf %s "$tree" | grep -c '\\[supervise\\] <defunct>' || :; }
      until tree=$(ps -AHwefl) && [ "$(zombies)" -ge 2 ]; do sleep 0.05; done
      printf %s "$tree"`)
    expect(tree.match(/\[supervise\] <defunct>/g)?.length).toBeGreaterThanOrEqual(2)
    const title = /readproctitle service errors: (.*)/.exec(tree)?.[1]
    expect(title).toContain('unable to start my_server-fastcgi/run: file does not exist')
    const directories = await drill.sh('for p in $(pgrep -x supervise); do readlink /proc/$p/cwd || :; done')
    expect(directories.trim().split('\n')).toEqual(
      expect.arrayContaining([
        '/etc/service/my_server-fastcgi (deleted)',
        '/usr/local/my_server-fastcgi',
        '/usr/local/my_server-fastcgi/log',
        '/usr/local/blockpw',
        '/usr/local/blockpw/log',
      ]),
    )
  })

  it('many: as many services as asked for, each with a log', async () => {
    const drill = await openDrill('many', { services: 12 })
    const status = await drill.sh('svstat /etc/service/* /etc/service/*/log')
    expect(status.match(/: up \(pid/g)).toHaveLength(24)
  })

  it('runs what a test prepares before svscan makes its first scan', async () => {
    const drill = await openDrill('empty', {
      prepare: `mkdir -p "/usr/local/a b" && printf '#!/bin/sh\\nexec sleep 1000\\n' >"/usr/local/a b/run"
        chmod 755 "/usr/local/a b/run" && ln -s "/usr/local/a b" /etc/service/`,
    })
    await drill.sh('until svok "/etc/service/a b"; do :; done')
  })
})

describe('the system inside', () => {
  it('svscanboot is a child of PID 1, ignores no signal, and comes back when it ends', async () => {
    const drill = await openDrill('empty')
    const [boot] = (await drill.sh('pgrep -x svscanboot')).split('\n')
    const status = await drill.sh('cat /proc/$(pgrep -x svscanboot)/status /proc/$(pgrep -x svscan)/status')
    expect(status.match(/^SigIgn:\t0+$/gm)).toHaveLength(2)
    expect(status).toMatch(/^PPid:\t1$/m)
    await drill.sh('pkill -x svscan || :; pkill -x readproctitle || :; pkill -x svscanboot || :')
    await drill.sh(
      'until p=$(pgrep -x svscanboot) && [ "$p" != "$1" ] && pgrep -x svscan; do :; done',
      boot ?? '',
    )
  })

  it('--no-respawn: nobody starts svscanboot again, and orphans are reaped all the same', async () => {
    const drill = await openDrill('empty', { respawn: false })
    await drill.sh('pkill -x svscan || :; pkill -x readproctitle || :; pkill -x svscanboot || :')
    await drill.sh('while pgrep "^(svscan|svscanboot|readproctitle)$"; do :; done')
    expect(await drill.sh('ps -e -o comm=')).not.toMatch(/svscan|defunct/)
  })

  it('locks can be told by device and inode, as on a real machine', async () => {
    const drill = await openDrill('happy')
    const [device, inode] = (await drill.sh('stat -c "%Hd:%Ld %i" /usr/local/nginx/supervise/lock'))
      .trim()
      .split(' ')
    const [major, minor] = (device ?? '').split(':').map(Number)
    const hex = (number = 0) => number.toString(16).padStart(2, '0')
    expect(await drill.sh('cat /proc/locks')).toContain(` ${hex(major)}:${hex(minor)}:${inode} `)
  })

  it('/, /etc, /etc/service and /var/lib belong to root and are closed to others', async () => {
    const drill = await openDrill('empty')
    const modes = await drill.sh('stat -c "%a %u" / /etc /etc/service /usr/local /var /var/lib')
    expect(new Set(modes.trim().split('\n'))).toEqual(new Set(['755 0']))
  })
})

describe('svreset drill COMMAND', () => {
  it.each([
    { argv: ['empty', '--', 'sh', '-c', 'exit 7'], exitCode: 7 },
    { argv: ['--', 'sh', '-c', 'kill -9 $$'], exitCode: 137 },
    { argv: ['empty', '--', 'no-such-program'], exitCode: 127 },
    { argv: ['hapy', '--', 'true'], exitCode: 2 },
    { argv: ['many', '--services', '0', '--', 'true'], exitCode: 2 },
  ])('$argv ends with $exitCode', async ({ argv, exitCode }) => {
    expect((await drillCommand(...argv)).exitCode).toBe(exitCode)
  })

  it('leaves standard output to COMMAND, and options after -- too', async () => {
    const { stdout, stderr } = await drillCommand('empty', '--', 'echo', '--list', '--quiet')
    expect(stdout).toBe('--list --quiet')
    expect(stderr).toContain('empty')
    expect((await drillCommand('empty', '--quiet', '--', 'true')).stderr).toBe('')
  })

  it('has svreset on the PATH, and the caller’s directory', async () => {
    const { stdout } = await drillCommand('empty', '--', 'sh', '-c', 'svreset --version; pwd')
    expect(stdout.split('\n').at(1)).toBe(process.cwd())
  })

  it('suggests a scenario and lists them all', async () => {
    expect((await drillCommand('unhapy')).stderr).toContain("'unhappy'")
    const { stdout } = await drillCommand('--list')
    expect(stdout.split('\n').map(line => line.split(' ')[0])).toEqual(
      expect.arrayContaining(['happy', 'unhappy', 'many', 'empty']),
    )
  })
})

describe('however it ends, nothing is left behind', () => {
  it('COMMAND ends', async () => {
    const { child, identity } = await startDrill()
    child.stdin?.end()
    expect((await once(child, 'exit'))[0]).toBe(0)
    expect(traces(identity)).toEqual([])
  })

  it.each([
    { signal: 'SIGTERM', exitCode: 143 },
    { signal: 'SIGHUP', exitCode: 129 },
    { signal: 'SIGINT', exitCode: 130 },
  ] as const)('$signal to svreset', async ({ signal, exitCode }) => {
    const { child, identity } = await startDrill()
    child.kill(signal)
    expect((await once(child, 'exit'))[0]).toBe(exitCode)
    expect(traces(identity)).toEqual([])
  })

  it('kill -9 of svreset', async () => {
    const { child, identity } = await startDrill()
    child.kill('SIGKILL')
    await expect.poll(() => traces(identity), { timeout: 10_000 }).toEqual([])
  })

  it('kill -9 of the whole process group', async () => {
    const { child, identity } = await startDrill()
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await expect.poll(() => traces(identity), { timeout: 10_000 }).toEqual([])
  })

  it('Ctrl-C while it is set up', async () => {
    const child = start('unhappy', '--', 'true')
    await expect.poll(() => guardsOf(child), { timeout: 10_000 }).toHaveLength(1)
    const guards = guardsOf(child)
    child.kill('SIGINT')
    expect((await once(child, 'exit'))[0]).toBe(130)
    expect(guards.filter(guard => existsSync(`/proc/${guard}`))).toEqual([])
  })
})

it('names the package where daemontools is missing', async () => {
  const { exitCode, stderr } = await execa(
    'unshare',
    // A device in place of svscan: nothing that could be run.
    ['--mount', '--map-root-user', 'sh', '-ec', 'mount --bind /dev/null "$1"; shift; exec "$@"', 'sh'].concat(
      findProgram('svscan') ?? '',
      svreset,
      ['drill', 'empty', '--', 'true'],
    ),
    { reject: false },
  )
  expect(exitCode).toBe(3)
  expect(stderr).toContain('apt-get install daemontools')
})

describe('without root', () => {
  it('uses a user namespace, in which svreset finds what it must trust owned by root', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'drill-without-root-'))
    onTestFinished(() => rm(copy, { recursive: true }))
    const [, script = ''] = svreset
    await cp(dirname(script), join(copy, 'dist'), { recursive: true })
    await cp(join(dirname(script), '..', 'package.json'), join(copy, 'package.json'))
    await chmod(copy, 0o755)
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    const command =
      'stat -c "%a %u" / /etc /etc/service /var /var/lib; svstat /etc/service/*; svreset --version'
    const { stdout, exitCode } = await execa(
      'env',
      [
        ...(process.getuid?.() === 0 ? asNobody : []),
        ...[node, join(copy, 'dist', 'main.js'), 'drill', 'happy', '--', 'sh', '-ec', command],
      ],
      { cwd: '/' },
    )
    expect(exitCode).toBe(0)
    expect(stdout.match(/^755 0$/gm)).toHaveLength(5)
    expect(stdout.match(/: up \(pid/g)).toHaveLength(3)
  })
})

/** A drill whose COMMAND says where it is and then reads its standard input to the end. */
async function startDrill(): Promise<{ child: ChildProcess; identity: DrillIdentity }> {
  const before = hostState()
  const child = start('happy', '--', 'sh', '-c', 'readlink /proc/self/ns/mnt /proc/self/ns/pid; echo; cat')
  onTestFinished(() => {
    expect(hostState()).toEqual(before)
  })
  let output = ''
  for await (const chunk of child.stdout ?? []) {
    output += chunk
    if (output.includes('\n\n')) break
  }
  return { child, identity: identify(output) }
}

function start(...argv: string[]): ChildProcess {
  const child = spawn(node, [...main, 'drill', ...argv], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  })
  return child
}

/** What a drill could leave on this machine: mounts, service directories, state. */
function hostState() {
  return {
    mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
    services: existsSync('/etc/service') ? readdirSync('/etc/service') : null,
    state: existsSync('/var/lib/svreset'),
    local: readdirSync('/usr/local').sort(),
    // Other tests, which run at the same time, have folders of their own there, named after what they test.
    temporary: readdirSync('/tmp').filter(name => name.includes('drill')),
  }
}

/** The guard that this svreset has started. */
function guardsOf(child: ChildProcess): string[] {
  return readdirSync('/proc').filter(pid => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1')
      return status.includes(`\nPPid:\t${child.pid}\n`) && status.startsWith('Name:\tsh\n')
    } catch {
      return false
    }
  })
}
