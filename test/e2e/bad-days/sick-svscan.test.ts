import { expect, it } from 'vitest'
import { openDrill, svreset, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { expectHealthy, lives, pidOf, serviceErrors, staging, untilUp } from '../support/staging.js'

const prepare = `${staging}
service /usr/local/a; log /usr/local/a; ln -s /usr/local/a /etc/service/a
service /usr/local/b; ln -s /usr/local/b /etc/service/b`

async function open(more = ''): Promise<TestDrill> {
  const drill = await openDrill('empty', { prepare: `${prepare}\n${more}` })
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log', '/etc/service/b')
  return drill
}

/** Resets, and looks that links and services are as they were, that no error is shown, and that these have ended. */
async function expectCured(drill: TestDrill, ended: readonly number[] = []): Promise<string> {
  const before = await linksOf(drill)
  const { stdout, exitCode } = await drill.svreset('--yes')
  expect(stdout).toContain('done: all links are in place')
  expect(exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  await untilUp(drill, '/etc/service/a', '/etc/service/a/log', '/etc/service/b')
  await expectHealthy(drill, 3)
  expect(await serviceErrors(drill)).toMatch(/^\.+$/)
  for (const pid of ended) expect(await lives(drill, pid)).toBe(false)
  return stdout
}

const number = async (drill: TestDrill, script: string) => Number(await drill.sh(script))

it('readproctitle dead', async () => {
  const drill = await open()
  await drill.sh('pkill -KILL -x readproctitle; while pgrep -x readproctitle >/dev/null; do sleep 0.02; done')
  await expectCured(drill)
})

it('svscan killed alone: its orphans are stopped, and init starts it again', async () => {
  const drill = await open()
  const services = [await pidOf(drill, '/etc/service/a'), await pidOf(drill, '/etc/service/b')]
  await drill.sh('pkill -KILL -x svscan; while pgrep -x svscan >/dev/null; do sleep 0.02; done')
  await expectCured(drill, services)
})

it('svscan and a supervise stopped by SIGSTOP', async () => {
  const drill = await open()
  const supervise = await number(
    drill,
    `ps -A -o pid=,args= | awk '$3 == "a" && $2 == "supervise" { print $1 }'`,
  )
  const services = [await pidOf(drill, '/etc/service/a'), await pidOf(drill, '/etc/service/b')]
  await drill.sh('kill -STOP "$1" $(pgrep -x svscan)', String(supervise))
  await expectCured(drill, [supervise, ...services])
})

it('a supervise that leaves between the look at its control descriptor and the order', async () => {
  const drill = await open()
  const supervise = await number(drill, 'pgrep -xf "supervise b"')
  await drill.sh('rm /usr/local/b/supervise/control')
  const trace = ['strace', '-qq', '-o', '/etc/trace', '-P', '/usr/local/b/supervise/control']
  const inject = ['-e', 'trace=write', '-e', 'inject=write:error=EPIPE:when=1']
  const reset = drill.run([...trace, ...inject, ...svreset, '--yes'])
  // It is somebody else's order that it obeys.
  await drill.sh(
    `until grep -q INJECTED /etc/trace; do sleep 0.02; done
    for fd in /proc/$1/fd/*; do
      case $(readlink $fd) in */control*) printf dx >$fd; break; esac
    done`,
    String(supervise),
  )
  const { exitCode, stdout } = await reset
  expect(stdout).toContain('done: all links are in place')
  expect(stdout.replace('killed: nothing', '')).not.toContain('killed')
  expect(exitCode).toBe(0)
  await expectHealthy(drill, 3)
})

it('a supervise killed -9: its service lives on, and a second one was started beside it', async () => {
  const drill = await open()
  const old = await pidOf(drill, '/etc/service/a')
  await drill.sh(`kill -KILL $(ps -A -o pid=,args= | awk '$3 == "a" && $2 == "supervise" { print $1 }')`)
  await drill.sh(
    'until p=$(svstat /etc/service/a | sed -n "s/.*(pid \\([0-9]*\\)).*/\\1/p") && [ -n "$p" ] && [ "$p" != "$1" ]; do sleep 0.05; done',
    String(old),
  )
  expect(await lives(drill, old)).toBe(true)
  await expectCured(drill, [old, await pidOf(drill, '/etc/service/a')])
})

it('old errors in the title are gone afterwards', async () => {
  const drill = await open()
  await drill.sh(
    'echo supervise: fatal: unable to start old/run: file does not exist >/proc/$(pgrep -x readproctitle)/fd/0',
  )
  await drill.sh(`until ps -A -ww -o args= | grep -q '^readproctitle.*unable'; do sleep 0.02; done`)
  await expectCured(drill)
})

it("a process that escaped, and holds readproctitle's pipe, is neither ended nor in the way", async () => {
  const drill = await open(`service /usr/local/b 'exec 2>&1; cd /; setsid sleep 777777 & exec sleep 1000000'`)
  // Its parent has gone, it left the service's directory: nothing but the pipe tells of it.
  const escaped = await number(drill, 'pgrep -xf "sleep 777777"')
  await drill.sh("sed -i 's/setsid sleep 777777 .//' /usr/local/b/run; svc -t /etc/service/b")
  await drill.sh('until [ "$(ps -o ppid= -p "$1" | tr -d " ")" = 1 ]; do sleep 0.02; done', String(escaped))
  await untilUp(drill, '/etc/service/b')
  await expectCured(drill)
  expect(await lives(drill, escaped)).toBe(true)
})

it('two supervises in one directory, of which svc reaches only one', async () => {
  const drill = await open()
  const first = await number(drill, 'pgrep -xf "supervise b"')
  await drill.sh('rm /usr/local/b/supervise/lock')
  drill.spawn(['setsid', 'sh', '-c', 'cd /usr/local && exec supervise b'], { stdio: 'ignore' })
  await drill.sh('until [ "$(pgrep -xf "supervise b" | wc -l)" = 2 ]; do sleep 0.02; done')
  const second = await number(drill, `pgrep -xf "supervise b" | grep -vx ${first}`)
  await expectCured(drill, [first, second])
})
