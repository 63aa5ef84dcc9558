import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { unsound } from '../support/sound.js'
import { expectRefusal, fingerprint, staging, untilUp } from '../support/staging.js'

/** A reset of it waits, with all links removed, until the file /etc/go is there. */
const stubborn = `${staging}
service /usr/local/stubborn 'trap "until [ -e /etc/go ]; do sleep 0.05; done; exit" TERM; while :; do sleep 0.05; done'
service /usr/local/plain; log /usr/local/plain
ln -s /usr/local/stubborn /usr/local/plain /etc/service/`

async function openStubborn(): Promise<TestDrill> {
  const drill = await openDrill('empty', { prepare: stubborn })
  await untilUp(drill, '/etc/service/stubborn', '/etc/service/plain', '/etc/service/plain/log')
  return drill
}

/** Runs a reset, does this to it while it waits, lets it go on, and gives what it said, then its exit code. */
async function meanwhile(drill: TestDrill, script: string): Promise<string> {
  return drill.sh(`
    svreset --yes >/etc/said 2>&1 & pid=$!
    until svstat /usr/local/stubborn | grep -q 'want down'; do sleep 0.02; done
    [ -z "$(ls /etc/service)" ]
    ${script}
    touch /etc/go
    code=0; wait $pid || code=$?
    cat /etc/said
    echo "code $code"`)
}

/** Sockets of the process $pid on which it waits for somebody to connect. */
const listening = `for inode in $(ls -l /proc/$pid/fd | sed -n 's/.*socket:\\[\\([0-9]*\\)\\]$/\\1/p'); do
  awk -v inode="$inode" '$4 == "0A" && $10 == inode { print "listens on " $2 }' /proc/$pid/net/tcp /proc/$pid/net/tcp6
done`

it('SIGUSR1 opens no inspector, and the run goes on', async () => {
  const drill = await openStubborn()
  const before = await linksOf(drill)
  const said = await meanwhile(
    drill,
    `for time in 1 2 3; do kill -s USR1 $pid; sleep 0.1; done
    ${listening}`,
  )
  expect(said).not.toContain('listen')
  expect(said).toContain('done: all links are in place\n')
  expect(said).toMatch(/^code 0$/m)
  expect(await linksOf(drill)).toEqual(before)
})

it('SIGUSR1 that comes before the first line of svreset opens none that stays', async () => {
  const drill = await openDrill('happy')
  const said = await drill.sh(`
    for round in 1 2 3 4 5; do
      svreset check --watch </dev/null >/etc/said 2>/etc/complaint & pid=$!
      # Node is ready to open it: the ninth bit below SIGUSR1 of what it catches.
      until grep -q '^SigCgt:.*[2367abef]..$' /proc/$pid/status; do :; done
      kill -s USR1 $pid
      until grep -q HAPPY /etc/said; do sleep 0.02; done
      ${listening}
      kill $pid; wait $pid || :
    done`)
  expect(said).toBe('')
})

it('a file that must not grow any more (SIGXFSZ) fails a step, with the ways out', async () => {
  const drill = await openStubborn()
  const before = await linksOf(drill)
  const said = await meanwhile(
    drill,
    'kill -s XFSZ $pid; prlimit --pid $pid --fsize=$(stat -c %s /var/lib/svreset/runs/*/journal.jsonl)',
  )
  await expectWaysOut(drill, said, 'file too large (EFBIG)')
  expect((await drill.svreset('resume', '--yes')).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  expect(await unsound(drill)).toEqual([])
})

it('no descriptor left for a command: a failed step, with the ways out', async () => {
  const drill = await openStubborn()
  const before = await linksOf(drill)
  const said = await meanwhile(drill, 'prlimit --pid $pid --nofile=$(($(ls /proc/$pid/fd | wc -l) + 3))')
  await expectWaysOut(drill, said, 'unable to run svc: too many open files (EMFILE)')
  expect((await drill.svreset('resume', '--yes')).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  expect(await unsound(drill)).toEqual([])
})

async function expectWaysOut(drill: TestDrill, said: string, reason: string): Promise<void> {
  expect(said).toContain(reason)
  expect(said).not.toMatch(/^ +at /m)
  expect(said).toContain('FAILED: the links are removed\n')
  const run = (await drill.sh('ls /var/lib/svreset/runs')).trim()
  expect(said).toContain(`next: svreset resume ${run} continues the run`)
  expect(said).toContain(`next: svreset restore ${run} puts the links back`)
  expect(said).toContain(`next: sh /var/lib/svreset/runs/${run}/restore.sh does the same`)
  expect(said).toMatch(/^code 1$/m)
}

it('limits that are too low for a run are met before anything is touched', async () => {
  const drill = await openDrill('happy')
  const before = await fingerprint(drill)
  for (const [limit, ...words] of [
    ['-n 22'],
    ['-n 26', 'open files', 'ulimit -n 1024'],
    ['-n 40', 'open files', 'ulimit -n 1024'],
    ['-f 1', 'the journal may need', 'ulimit -f'],
    ['-f 16', 'the journal may need', 'ulimit -f'],
  ] as const) {
    const result = await drill.run(['bash', '-c', `ulimit ${limit}; exec svreset --yes`])
    expectRefusal(result, ...words)
  }
  expect(await fingerprint(drill)).toBe(before)
  // With what is asked for it comes to its end.
  const { exitCode } = await drill.run(['bash', '-c', 'ulimit -n 1024 -f 1024; exec svreset --yes'])
  expect(exitCode).toBe(0)
})

it('a user who may start no more processes is told so before anything is touched', async () => {
  const drill = await openDrill('empty', {
    respawn: false,
    prepare: `${staging}
      service /usr/local/own/a; mkdir /usr/local/own/service /usr/local/own/state
      ln -s ../a /usr/local/own/service/; chown -hR daemon /usr/local/own`,
  })
  const asUser = ['setpriv', '--reuid=daemon', '--regid=daemon', '--clear-groups', '--']
  drill.spawn([...asUser, 'setsid', 'svscan', '/usr/local/own/service'], { stdio: 'ignore' })
  await untilUp(drill, '/usr/local/own/a')
  const before = await fingerprint(drill)
  // Node itself has eleven threads.
  const threads = Number(await drill.sh('ps -L -U daemon -o pid= | wc -l')) + 11
  const reset = [
    'svreset',
    '--service-dir=/usr/local/own/service',
    '--state-dir=/usr/local/own/state',
    '--yes',
  ]
  const result = await drill.run([...asUser, 'prlimit', `--nproc=${threads + 8}`, '--', ...reset])
  expectRefusal(result, 'processes', 'ulimit -u')
  expect(await fingerprint(drill)).toBe(before)
})
