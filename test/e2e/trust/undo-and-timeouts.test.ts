import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'

const head = (steps: string) => `version: 1\nname: mine\ntitle: Mine\nsteps:\n${steps}`

async function writeRunbook(drill: TestDrill, steps: string): Promise<void> {
  await drill.sh(
    'mkdir -p /var/lib/books; cat >/var/lib/books/mine.yaml <<END\n$1END\n'.replace(
      '$1',
      head(steps).replaceAll('$', '\\$'),
    ),
  )
}

const run = ['run', '/var/lib/books/mine.yaml', '--yes']

it('an undo that fails is said, leaves the run open, and is not called undone', async () => {
  const drill = await openDrill('happy')
  await writeRunbook(
    drill,
    `  - id: make
    name: Make it
    run: [touch, /etc/made]
    undo: { script: "echo no way; test -e /etc/allowed; rm /etc/made; echo x >>/etc/undone" }
  - id: other
    name: Another
    run: [touch, /etc/other]
    undo: { run: [rm, /etc/other] }
  - id: fails
    name: Fail
    on_failure: undo
    retry: { attempts: 2, delay: 10ms }
    run: ["false"]
    undo: { run: [mkdir, /etc/once] }
`,
  )
  const { stdout, stderr, exitCode } = await drill.svreset(...run)
  expect(stderr).toBe('')
  expect(exitCode).toBe(1)
  expect(stdout).toContain('not undone: a command failed: the script exited with 1: no way\n')
  const id = (await drill.sh('ls /var/lib/svreset/runs')).trim()
  expect(stdout).toContain(`next: svreset resume ${id} continues the run\n`)
  // No link was recorded: there is nothing that restore could do.
  expect(stdout).not.toContain('svreset restore')
  // One failure does not stop the rest, and what takes back a step that was tried twice is done once.
  expect(await drill.sh('ls -d /etc/made /etc/other /etc/once 2>/dev/null || :')).toBe(
    '/etc/made\n/etc/once\n',
  )
  expect(await drill.sh('grep -c \'"event":"closed"\' /var/lib/svreset/runs/*/journal.jsonl || :')).toBe(
    '0\n',
  )
  const told = (await drill.svreset('runs', id)).stdout
  expect(told).toContain('unfinished: a step failed')
  expect(told).toMatch(/Undo what was done .*failed/)
  expect(told).toContain('no way')
  expect(told).toContain(`svreset resume ${id}`)
  // It may be taken up; a run that has removed no link keeps nobody from another.
  expect((await drill.svreset('run', 'rotate', '--dry-run')).exitCode).toBe(0)
  await drill.sh('touch /etc/allowed; rmdir /etc/once')
  const again = await drill.svreset('resume', '--yes')
  expect(again.exitCode).toBe(1)
  expect(again.stdout).not.toContain('not undone')
  expect(await drill.sh('ls -d /etc/made /etc/other 2>/dev/null || :; wc -l </etc/undone')).toBe('1\n')
  expect((await drill.svreset('runs', id)).stdout).toContain('undone: ')
  expect((await drill.svreset('resume', '--yes')).stdout).toContain('no run is unfinished')
})

/** Starts others in sessions of their own, one of them left to init, and makes a file a second later if it lives. */
const spreading = (file: string) =>
  `setsid sh -c 'setsid sh -c "until [ -e /etc/late ]; do sleep 0.05; done; touch ${file}-orphan" & exec sleep 1.5' & setsid sh -c 'until [ -e /etc/late ]; do sleep 0.05; done; touch ${file}' & cat /proc/self/cgroup >/etc/cgroup; sleep 1000`

/** The cgroup in which the command was, if there was one, is gone. Those of others may be there. */
async function expectNoneLeft(drill: TestDrill): Promise<void> {
  const [name] = /svreset-\d+-\d+/.exec(await drill.sh('cat /etc/cgroup')) ?? []
  if (name !== undefined) expect(await drill.sh('find /sys/fs/cgroup -name "$1"', name)).toBe('')
}

it.each([
  { kind: 'a cgroup', prepare: '' },
  // Where none can be made: what is below it is watched.
  { kind: 'no cgroup', prepare: 'mount -t tmpfs none /sys/fs/cgroup' },
])('a command past its timeout is ended with all that it started: $kind', async ({ prepare }) => {
  const drill = await openDrill('happy', { prepare })
  await writeRunbook(
    drill,
    `  - id: hangs
    name: Hang
    timeout: 3s
    run: [sh, -c, ${JSON.stringify(spreading('/etc/survived'))}]
`,
  )
  const { stdout, exitCode } = await drill.svreset(...run)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('unable to run sh: it did not end within 3.0 s, so svreset ended it\n')
  expect(await drill.sh('ps -A -o pid=,args= | grep survived | grep -v grep || :')).toBe('')
  await expectNoneLeft(drill)
})

it('what a command that has ended by itself left running goes on, in the cgroup where svreset runs', async () => {
  const drill = await openDrill('happy')
  await writeRunbook(
    drill,
    '  - { id: leaves, name: Leave, run: [sh, -c, "setsid sleep 7654321 & cat /proc/self/cgroup >/etc/cgroup"] }\n',
  )
  expect((await drill.svreset(...run)).exitCode).toBe(0)
  const [own, its] = await Promise.all([
    drill.sh('cat /proc/self/cgroup'),
    drill.sh('cat /proc/$(pgrep -f "^sleep 7654321")/cgroup'),
  ])
  expect(its).toBe(own)
  await expectNoneLeft(drill)
})
