import { describe, expect, it } from 'vitest'
import { problemsWith } from '../contract/validate.js'
import { openDrill, type TestDrill } from './support/drill.js'
import { killAt } from './support/killed.js'
import { eventsOf, type JsonEvent, linksOf } from './support/links.js'
import { expectRefusal, fingerprint, staging } from './support/staging.js'

/** Root's own, in memory of the drill. */
const file = '/var/lib/plans/plan.json'
const prepare = `${staging}
  mkdir -p /var/lib/plans; service /usr/local/spare`

interface Plan {
  readonly schema: string
  readonly bootId: string
  readonly steps: readonly {
    readonly id: string
    readonly commands: readonly { readonly argv: readonly string[] }[]
  }[]
}

async function save(drill: TestDrill, ...argv: string[]): Promise<Plan> {
  const { stdout, exitCode } = await drill.svreset(...argv, '--dry-run', '--out', file)
  expect(exitCode).toBe(0)
  expect(stdout.replaceAll('\n', ' ')).toContain(`svreset apply ${file} carries out exactly this plan`)
  const plan = JSON.parse(await drill.sh('cat "$1"', file))
  expect(problemsWith('plan', plan)).toEqual([])
  return plan
}

function commandsOf(events: readonly JsonEvent[]): unknown[] {
  return events.flatMap(event => (event.event === 'command' ? [[event.step, event.argv]] : []))
}

describe('svreset apply', () => {
  it('carries out the plan that was saved, and refuses it the second time: it names what was replaced', async () => {
    const drill = await openDrill('happy', { prepare })
    const links = await linksOf(drill)
    const plan = await save(drill)
    expect(plan.schema).toBe('svreset/plan/1')
    expect(await drill.sh('stat -c %a "$1"', file)).toBe('600\n')
    const { stdout, exitCode } = await drill.svreset('apply', file, '--yes', '--json')
    expect(exitCode).toBe(0)
    const planned = plan.steps.flatMap(({ id, commands }) => commands.map(({ argv }) => [id, argv]))
    expect(planned.length).toBeGreaterThan(0)
    expect(commandsOf(eventsOf(stdout))).toEqual(planned)
    expect(await linksOf(drill)).toEqual(links)
    const before = await fingerprint(drill)
    expectRefusal(await drill.svreset('apply', file, '--yes'), 'svscan, pid ', 'was replaced')
    expect(await fingerprint(drill)).toBe(before)
  })

  it('refuses, and touches nothing, where anything else is not as it was, or the file is not to be trusted', async () => {
    const drill = await openDrill('happy', { prepare })
    await save(drill)
    const before = await fingerprint(drill)
    const refusal = async (...words: string[]) =>
      expectRefusal(await drill.svreset('apply', file, '--yes'), ...words)
    expectRefusal(
      await drill.svreset('apply', file, '--yes', '-p', 'stop_timeout=9s'),
      'parameter stop_timeout was "30s"',
    )
    await drill.sh('sed -i \'s/"bootId": "./"bootId": "x/\' "$1"', file)
    await refusal('this machine was restarted')
    await save(drill)
    await drill.sh('chmod 664 "$1"', file)
    await refusal('unable to trust plan', 'chmod go-w')
    await drill.sh(
      'chmod 600 "$1"; cp "$1" /tmp/svreset-plan-test.$$ && mv /tmp/svreset-plan-test.$$ "$1"; chmod 777 /var/lib/plans',
      file,
    )
    await refusal('/var/lib/plans: others may write to it')
    await drill.sh('chmod 755 /var/lib/plans')
    expect(await fingerprint(drill)).toBe(before)
    await drill.sh('ln -s /usr/local/spare /etc/service/spare')
    await refusal('spare is new: a link to /usr/local/spare')
    await drill.sh('rm /etc/service/spare; ln -sfn /usr/local/spare /etc/service/nginx')
    await refusal('nginx is now a link to /usr/local/spare: it was a link to /usr/local/nginx')
  })

  it('refuses where the runbook was edited since, and names both digests', async () => {
    const drill = await openDrill('happy', { prepare })
    const runbook = '/var/lib/plans/mine.yaml'
    await drill.sh(
      `printf '%s\\n' 'version: 1' 'name: mine' 'title: Mine' 'steps:' '  - {id: a, name: A, run: [svc, -u, /etc/service/nginx]}' >"$1"`,
      runbook,
    )
    await save(drill, 'run', runbook)
    await drill.sh('echo "# edited" >>"$1"', runbook)
    expectRefusal(await drill.svreset('apply', file, '--yes'), 'the sha256 of runbook mine was ', ', and is ')
    await save(drill, 'run', runbook)
    expect((await drill.svreset('apply', file, '--yes')).exitCode).toBe(0)
  })

  it.each(['restore', 'resume'])('carries out a saved %s of a run that was killed', async what => {
    const drill = await openDrill('happy', { prepare })
    const links = await linksOf(drill)
    await killAt(drill, 'stop')
    await save(drill, what)
    const { exitCode, stderr } = await drill.svreset('apply', file, '--yes')
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    expect(await linksOf(drill)).toEqual(links)
    expect((await drill.svreset('apply', file, '--yes')).exitCode).toBe(3)
  })

  it('carries out a saved repair, and refuses it when there is nothing left to repair', async () => {
    const drill = await openDrill('process-stopped', { prepare })
    await save(drill, 'repair')
    const { exitCode } = await drill.svreset('apply', file, '--yes')
    expect(exitCode).toBe(0)
    expectRefused(await drill.svreset('apply', file, '--yes'))
  })
})

function expectRefused({ stderr, exitCode }: { readonly stderr: string; readonly exitCode: number }): void {
  expect(stderr).toContain(`unable to apply plan ${file}: the system has changed`)
  expect(exitCode).toBe(3)
}

describe('a dry run', () => {
  const calls =
    'openat,open,creat,mkdir,mkdirat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,utimensat,truncate,ftruncate,mknod,mknodat,flock,kill,tgkill'

  it.each([['reset'], ['repair'], ['restore']])(
    'of %s makes no call that changes anything, of a file or of a process',
    async command => {
      const drill = await openDrill(command === 'restore' ? 'happy' : 'unhappy')
      if (command === 'restore') await killAt(drill, 'stop')
      const traced = `/tmp/svreset-dry-run-${process.pid}-${command}`
      const argv = [...(command === 'reset' ? [] : [command]), '--dry-run']
      const { exitCode, stderr } = await drill.run([
        'strace',
        '-f',
        '-qq',
        '-o',
        traced,
        '-e',
        `trace=${calls}`,
        'svreset',
        ...argv,
      ])
      expect(exitCode, stderr).toBe(0)
      const lines = (await drill.sh('cat "$1"; rm "$1"', traced)).split('\n').filter(line => line !== '')
      expect(lines.some(line => line.includes('/proc/'))).toBe(true)
      const writing = lines.filter(
        line => !/ open(at)?\(.*O_RDONLY/.test(line) && !/ \+\+\+ | --- /.test(line),
      )
      // Node's own: standard descriptors, and what it opens of the kernel.
      expect(writing.filter(line => !/"\/dev\/null"|"\/dev\/tty"|\/proc\/self\//.test(line))).toEqual([])
    },
  )
})
