import { describe, expect, it } from 'vitest'
import { openDrill, type TestDrill } from './support/drill.js'
import { eventsOf } from './support/links.js'
import { expectRefusal, pidOf, staging, untilUp } from './support/staging.js'

/** Writes a runbook where root's are trusted, and returns its path. */
async function write(drill: TestDrill, steps: string, head = ''): Promise<string> {
  await drill.sh(
    'mkdir /etc/t; printf %s "$1" >/etc/mine.yaml',
    `version: 1\nname: mine\ntitle: Mine\n${head}steps:\n${steps}`,
  )
  return '/etc/mine.yaml'
}

describe('rotate', () => {
  it('restarts one after the other: never more than one is down; logs and what is down stay as they are', async () => {
    const drill = await openDrill('happy')
    const directories = (await drill.sh('for l in /etc/service/*; do readlink $l; done')).trim().split('\n')
    const up = directories.filter(directory => !directory.endsWith('standby'))
    const before = await Promise.all(up.map(directory => pidOf(drill, directory)))
    const logs = await Promise.all(up.map(directory => pidOf(drill, `${directory}/log`)))
    const { stdout, exitCode } = await drill.svreset('run', 'rotate', '--yes', '--json', '-p', 'up_for=1s')
    expect(exitCode).toBe(0)
    const commands = eventsOf(stdout).filter(({ event }) => event === 'command')
    expect(commands.map(({ argv }) => argv)).toEqual(up.map(directory => ['svc', '-t', directory]))
    const after = await Promise.all(up.map(directory => pidOf(drill, directory)))
    expect(after.filter(pid => before.includes(pid))).toEqual([])
    expect(await Promise.all(up.map(directory => pidOf(drill, `${directory}/log`)))).toEqual(logs)
    expect(await drill.sh('svstat /usr/local/standby')).toContain(': down')
    // Each was up for a second before the next one's turn.
    const age = async (pid: number) => Number(await drill.sh('cut -d" " -f22 /proc/$1/stat', String(pid)))
    const ages = await Promise.all(after.map(age))
    for (const [index, start] of ages.slice(1).entries())
      expect(start - (ages[index] ?? 0)).toBeGreaterThanOrEqual(100)
  })

  it('restarts only those that are named, says how far it is and how long it still takes, and refuses what is down', async () => {
    const drill = await openDrill('happy')
    const pids = () =>
      Promise.all(['dnscache', 'nginx', 'tinydns'].map(name => pidOf(drill, `/etc/service/${name}`)))
    const before = await pids()
    const { stdout, exitCode } = await drill.svreset('rotate', 'nginx', 'tinydns', '--yes', '-p', 'up_for=3s')
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/done 1 of 2 after \d+ s, about \d+\.?\d* s left, waiting for tinydns/),
    ])
    expect((await pids()).map((pid, at) => pid === before[at])).toEqual([true, false, false])
    expectRefusal(await drill.svreset('rotate', 'standby', '--yes'), 'it is not up')
    expect((await drill.svreset('rotate', 'nothing', '--yes')).exitCode).toBe(2)
  })

  it('stops at the first that does not come back, and leaves the others alone', async () => {
    const drill = await openDrill('empty', {
      prepare: `${staging}
        service /usr/local/a; service /usr/local/b 'trap "" TERM; while :; do sleep 1; done'; service /usr/local/c
        ln -s /usr/local/a /usr/local/b /usr/local/c /etc/service/`,
    })
    await untilUp(drill, '/usr/local/a', '/usr/local/b', '/usr/local/c')
    const [b, c] = [await pidOf(drill, '/usr/local/b'), await pidOf(drill, '/usr/local/c')]
    const result = await drill.svreset('run', 'rotate', '--yes', '-p', 'up_for=1s', '-p', 'patience=3s')
    expect(result.exitCode).toBe(1)
    expect(result.stdout).toContain('b to end')
    expect([await pidOf(drill, '/usr/local/b'), await pidOf(drill, '/usr/local/c')]).toEqual([b, c])
    // Nothing was removed: nothing has to be resumed, and a reset is not refused.
    expect((await drill.svreset('resume')).stdout).toContain('Nothing to resume')
  })
})

describe('move-service-directory', () => {
  const second = `${staging}
    mkdir /etc/second; service /usr/local/a; log /usr/local/a; service /usr/local/b
    ln -s /usr/local/a /usr/local/b /etc/second/
`
  const move = [
    'run',
    'move-service-directory',
    '--service-dir',
    '/etc/second',
    '--yes',
    '-p',
    'to=/etc/third',
  ]

  it('interrupts nothing, leaves a link, and takes none of the names away', async () => {
    const drill = await openDrill('empty', { prepare: second })
    drill.spawn(['svscan', '/etc/second'], { stdio: 'ignore' })
    await untilUp(drill, '/usr/local/a', '/usr/local/a/log', '/usr/local/b')
    const before = await drill.sh(
      'svstat /usr/local/a /usr/local/a/log /usr/local/b | cut -d")" -f1; ls -l /etc/second',
    )
    expect((await drill.svreset(...move)).exitCode).toBe(0)
    expect(await drill.sh('readlink /etc/second')).toBe('/etc/third\n')
    const after = await drill.sh(
      'svstat /usr/local/a /usr/local/a/log /usr/local/b | cut -d")" -f1; ls -l /etc/third/',
    )
    expect(after).toBe(before)
  })

  it.each([
    ['the new place is taken', 'mkdir /etc/third', 'already exists'],
    ['links are relative', 'ln -s ../../usr/local/b /etc/second/c', 'relative targets'],
    [
      'it is another file system',
      'mkdir /etc/x; mount -t tmpfs none /etc/x',
      'another file system',
      'to=/etc/x/third',
    ],
  ])(
    'does nothing where %s, and a dry run says so beforehand',
    async (_what, spoil, reason, to = 'to=/etc/third') => {
      const drill = await openDrill('empty', { prepare: second + spoil })
      const argv = [...move.slice(0, -1), to]
      const dry = await drill.svreset(...argv, '--dry-run')
      expect(dry.stdout).toMatch(/this would fail now: the script exited with 1/)
      expect(dry.stdout.replace(/\s+/g, ' ')).toContain(reason)
      const { exitCode, stdout } = await drill.svreset(...argv)
      expect(exitCode).toBe(1)
      expect(stdout).toContain(reason)
      expect(await drill.sh('test ! -h /etc/second && ls /etc/second')).toContain('a\nb')
    },
  )
})

describe('what a runbook of your own can do', () => {
  it('tries again, repeats a check until it holds, goes on where told to, and still says that a step failed', async () => {
    const drill = await openDrill('happy')
    const file = await write(
      drill,
      [
        '  - { id: flaky, name: F, script: "echo x >>/etc/t/tries; [ $(wc -l </etc/t/tries) -ge 3 ]", retry: { attempts: 5, delay: 10ms } }',
        '  - { id: later, name: L, script: "(sleep 0.3; touch /etc/t/there) >/dev/null 2>&1 &", verify: { run: [test, -e, /etc/t/there], interval: 50ms, deadline: 9s } }',
        '  - { id: bad, name: B, run: ["false"], on_failure: continue }',
        '  - { id: ask, name: A, run: [test, -e, /etc/t/nowhere], effect: read }',
        '  - { id: not, name: N, when: "${steps.ask.exit_code} == 0", run: [touch, /etc/t/wrong] }',
        '  - { id: last, name: Z, when: "${steps.ask.exit_code} == 1", run: [touch, /etc/t/right] }',
      ].join('\n'),
    )
    const { stdout, exitCode } = await drill.svreset('run', file, '--yes', '--json')
    expect(exitCode).toBe(1)
    const ends = eventsOf(stdout).filter(({ event }) => event === 'step-finished')
    expect(ends.map(({ step, status }) => `${step} ${status}`)).toEqual([
      'flaky failed',
      'flaky failed',
      'flaky done',
      'later done',
      'bad failed',
      'ask done',
      'not skipped',
      'last done',
    ])
    expect(await drill.sh('ls /etc/t/right; ls /etc/t/wrong 2>&1 || :')).toMatch(
      /^\/etc\/t\/right\nls: cannot/,
    )
  })

  it('in a dry run what only reads really runs, so that conditions are true, and nothing else does', async () => {
    const drill = await openDrill('happy')
    const file = await write(
      drill,
      [
        '  - { id: ask, name: A, script: "echo asked >>/etc/t/asked; echo yes", effect: read }',
        `  - { id: act, name: B, when: "\${steps.ask.output} == 'yes'", run: [touch, "/etc/t/\${steps.ask.output}"] }`,
        `  - { id: never, name: C, when: "\${steps.ask.output} == 'no'", run: [touch, /etc/t/no] }`,
      ].join('\n'),
    )
    const { stdout, exitCode } = await drill.svreset('run', file, '--dry-run', '--json')
    expect(exitCode).toBe(0)
    const [started] = eventsOf(stdout) as unknown as {
      plan: { steps: { id: string; commands: { argv: string[] }[] }[] }
    }[]
    expect(started?.plan.steps.slice(1).map(({ commands }) => commands.map(({ argv }) => argv))).toEqual([
      [['touch', '/etc/t/yes']],
      [],
    ])
    expect(await drill.sh('cat /etc/t/asked; ls /etc/t/yes 2>&1 || :')).toMatch(/^asked\nls: cannot/)
  })

  it('undoes what it did by its own undo, last first', async () => {
    const drill = await openDrill('happy')
    const file = await write(
      drill,
      [
        '  - { id: a, name: A, run: [mkdir, /etc/t/a], undo: { run: [rmdir, /etc/t/a] } }',
        '  - { id: b, name: B, run: [mkdir, /etc/t/a/b], undo: { script: "rmdir /etc/t/a/b" } }',
        '  - { id: c, name: C, run: ["false"], on_failure: undo }',
      ].join('\n'),
    )
    expect((await drill.svreset('run', file, '--yes')).exitCode).toBe(1)
    expect(await drill.sh('ls -d /etc/t/a 2>&1 || :')).toContain('cannot access')
  })

  it('gets nothing of our environment, and hostile values reach no shell', async () => {
    const drill = await openDrill('happy')
    const file = await write(
      drill,
      '  - { id: a, name: A, script: "env | sort >/etc/t/env; printf %s \\"$PARAMS_X\\" >/etc/t/x" }\n',
      'params: { x: { type: string, required: true, description: d } }\n',
    )
    const x = '$(touch /etc/t/owned) `id` "; touch /etc/t/owned; \' ${params.x}'
    const run = await drill.run(['svreset', 'run', file, '--yes', '-p', `x=${x}`], {
      env: { SECRET: 'y', IFS: 'x' },
    })
    expect(run.exitCode).toBe(0)
    expect(await drill.sh('cat /etc/t/x')).toBe(x)
    const names = (await drill.sh('cut -d= -f1 /etc/t/env')).trim().split('\n')
    expect(names.sort()).toEqual(['LC_ALL', 'PARAMS_X', 'PATH', 'PWD'])
    expect(await drill.sh('ls /etc/t/owned 2>&1 || :')).toContain('cannot access')
  })

  it('ends what takes longer than its timeout, children and all', async () => {
    const drill = await openDrill('happy')
    const file = await write(
      drill,
      '  - { id: a, name: A, timeout: 200ms, script: "sleep 4242 & sleep 4242" }\n',
    )
    const { stdout, exitCode } = await drill.svreset('run', file, '--yes')
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('did not end within 200 ms')])
    expect((await drill.run(['pgrep', '-f', 'sleep 4242'])).exitCode).toBe(1)
  })

  it('what always asks is refused without a terminal, whatever --yes says; nothing was done', async () => {
    const drill = await openDrill('happy')
    const file = await write(
      drill,
      [
        '  - { id: a, name: A, run: [touch, /etc/t/a] }',
        '  - { id: b, name: B, confirm: always, run: [touch, /etc/t/b] }',
      ].join('\n'),
    )
    const { stderr, exitCode } = await drill.svreset('run', file, '--yes')
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining("step 'b'")])
    expect(await drill.sh('ls /etc/t/a 2>&1 || :')).toContain('cannot access')
  })
})

describe('trust and mistakes', () => {
  it.each([
    ['others may write to it', 'chmod 666 /etc/mine.yaml', 3],
    ['it is a link', 'mv /etc/mine.yaml /etc/real.yaml; ln -s real.yaml /etc/mine.yaml', 3],
    ['it has another name', 'ln /etc/mine.yaml /etc/other.yaml', 3],
    ['it is a FIFO', 'rm /etc/mine.yaml; mkfifo /etc/mine.yaml', 3],
    ['it is somebody else’s', 'chown nobody /etc/mine.yaml', 3],
    ['its folder is everybody’s', 'chmod 1777 /etc', 3],
    ['it is missing', 'rm /etc/mine.yaml', 2],
    ['it is no runbook', 'echo "a: &a [*a]" >/etc/mine.yaml', 2],
  ])('is refused where %s', async (_what, spoil, exitCode) => {
    const drill = await openDrill('happy')
    const file = await write(drill, '  - { id: a, name: A, run: [touch, /etc/t/a] }\n')
    await drill.sh(spoil)
    const result = await drill.svreset('run', file, '--yes')
    expect([result.exitCode, result.stdout]).toEqual([exitCode, ''])
    expect(result.stderr).toMatch(/^svreset: error: unable to .*\n {2}reason: [\s\S]*\n {2}next: /)
    expect(await drill.sh('ls /etc/t/a 2>&1 || :')).toContain('cannot access')
  })
})
