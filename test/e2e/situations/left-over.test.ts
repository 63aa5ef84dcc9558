import { describe, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import { openLastingDrill, type TestDrill } from '../support/drill.js'

/** Pid and start time of what has this title, oldest first. */
const processes = (drill: TestDrill, title: string) =>
  drill.sh(
    `for p in $(pgrep -f '${title} [0-9o]'); do echo "$p $(sed 's/.*) //' /proc/$p/stat | cut -d' ' -f20)"; done`,
  )

const nginx = (drill: TestDrill) => drill.sh("svstat /etc/service/nginx | grep -o 'pid [0-9]*'")

/** Which pid answers on the port of the drill's server. */
const answer = (drill: TestDrill) =>
  drill.sh(`
    port=$(sed -n 's/.*server \\([0-9]*\\).*/\\1/p' /usr/local/tinydns/run)
    until perl -MIO::Socket::INET -e '
      my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$ARGV[0]") or exit 1; print scalar <$s>' $port
    do sleep 0.1; done`)

const nothing = /Nothing to repair\.\n$/

describe.concurrent('below no supervise, and yet not left over', { timeout: 120_000 }, () => {
  for (const [scenario, title] of [
    ['fghack', 'server'],
    ['watched', 'server'],
    ['sessions', 'session'],
    ['replacing', 'server'],
  ] as const) {
    it(`${scenario}: check is happy, repair leaves it alone, a reset leaves nobody behind`, async ({
      expect,
    }) => {
      await using drill = await openLastingDrill(scenario)
      const before = await processes(drill, title)
      expect(before).not.toBe('')
      const { verdict, exitCode, findings } = await checkJson(drill)
      expect([verdict, exitCode, findings]).toEqual(['happy', 0, []])
      const repair = await drill.svreset('repair', '--yes')
      expect([repair.exitCode, repair.stdout]).toEqual([0, expect.stringMatching(nothing)])
      expect(await processes(drill, title)).toBe(before)
      const reset = await drill.run(['svreset', '--yes'], { timeout: 100_000 })
      expect(reset.exitCode, reset.stdout).toBe(0)
      expect((await answer(drill)).startsWith('pid ')).toBe(true)
      const after = (await processes(drill, title)).split('\n').filter(Boolean)
      expect(after.filter(line => before.includes(line))).toEqual([])
      expect((await checkJson(drill)).findings).toEqual([])
    })
  }
})

describe.concurrent('left over', { timeout: 120_000 }, () => {
  it('with the port that the next one needs: is named by pid and port, counts as an interruption, and is ended', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('leftover-process')
    const [worker, bystander] = [await processes(drill, 'worker'), await nginx(drill)]
    const port = (await drill.sh("grep -o 'server [0-9]*' /usr/local/tinydns/run | cut -d' ' -f2")).trim()
    const { findings } = await checkJson(drill)
    expect(causes(findings)).toEqual(['leftover-process tinydns'])
    expect(findings[0]).toMatchObject({
      severity: 'critical',
      pids: [Number(worker.split(' ')[0])],
      evidence: { holds: [`listens on tcp 127.0.0.1:${port}`] },
    })
    const refused = await drill.svreset('repair', '--yes', '--max-interrupt', '0')
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('tinydns')])
    expect(await processes(drill, 'worker')).toBe(worker)
    const { stdout, exitCode } = await drill.svreset('repair', '--yes')
    expect(exitCode, stdout).toBe(0)
    expect(stdout).toMatch(/interrupts tinydns \(pid \d+ listens on tcp\s+127/)
    expect((await answer(drill)).startsWith('pid ')).toBe(true)
    expect(await nginx(drill)).toBe(bystander)
  })

  it('because run goes into the background: is named though it has closed its pipe, left to a person, ended by a reset', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('leftover-daemon')
    const [daemon, bystander] = [await processes(drill, 'bin/server'), await nginx(drill)]
    const [pid = ''] = daemon.split(' ')
    const { findings } = await checkJson(drill)
    expect(findings[0]).toMatchObject({ id: 'leftover-process', pids: [Number(pid)] })
    const { stdout, exitCode } = await drill.svreset('repair', '--yes')
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining(`then kill ${pid}`)])
    expect([await processes(drill, 'bin/server'), await nginx(drill)]).toEqual([daemon, bystander])
    await drill.run(['svreset', '--yes', '--stop-timeout', '2s'], { timeout: 100_000 })
    expect((await processes(drill, 'bin/server')).split('\n')).not.toContain(daemon.trim())
  })

  it('by a supervise that was killed, beside what the next one has started: is a warning, and is ended', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('happy')
    const before = await nginx(drill)
    const old = (await drill.sh("svstat /etc/service/tinydns | sed 's/.*(pid \\([0-9]*\\)).*/\\1/'")).trim()
    await drill.sh(`
      kill -9 $(ps -o ppid= -p ${old})
      until svstat /etc/service/tinydns | grep -q 'up (pid' && ! svstat /etc/service/tinydns | grep -q 'pid ${old})'
      do sleep 0.1; done`)
    const { verdict, findings } = await checkJson(drill)
    expect([verdict, causes(findings)]).toEqual(['warning', ['leftover-process tinydns']])
    expect((await drill.svreset('repair', '--yes')).exitCode).toBe(0)
    expect([await drill.sh(`ps -o pid= -p ${old} || :`), await nginx(drill)]).toEqual(['', before])
  })

  it('with a caller, of a server that was told to be down: ends by itself, and is left alone', async ({
    expect,
  }) => {
    await using drill = await openLastingDrill('sessions')
    const session = await processes(drill, 'session')
    await drill.sh("svc -d /etc/service/tinydns; while pgrep -f '^server'; do sleep 0.1; done")
    const { verdict, findings } = await checkJson(drill)
    expect(verdict).toBe('warning')
    expect(causes(findings)).toEqual(['leftover-process tinydns', 'service-wanted-down tinydns'])
    expect((await drill.svreset('repair', '--yes')).exitCode).toBe(1)
    expect(await processes(drill, 'session')).toBe(session)
  })
})
