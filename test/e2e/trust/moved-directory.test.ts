import { describe, expect, it } from 'vitest'
import { openDrill, type Result, type TestDrill } from '../support/drill.js'
import { runbookWith, second, secondDirectory } from '../support/second-directory.js'
import { expectRefusal, pidOf, untilUp } from '../support/staging.js'

const links = ['a /usr/local/a 1234:567 1785751200.123457', 'b /usr/local/b 0:0', 'c /usr/local/c 0:0']

/** Name, target, owner of each link there; the time of the one that has an old one. */
async function linksIn(drill: TestDrill, directory: string): Promise<string[]> {
  const text = await drill.sh(
    `[ -d "$1" ] || exit 0; cd "$1"; find . -mindepth 1 -printf '%f %l %U:%G %T@\\n' | sort`,
    directory,
  )
  return text
    .trimEnd()
    .split('\n')
    .map(line => line.replace(/(\.\d{6})\d*$/, '$1'))
    .map(line => (line.startsWith('a ') ? line : line.replace(/ [\d.]+$/, '')))
}

/** A run in whose middle somebody does this to its directory. */
async function runWith(between: string, how: string[] = []): Promise<{ drill: TestDrill; result: Result }> {
  const drill = await openDrill('empty', { prepare: secondDirectory })
  expect(await linksIn(drill, second)).toEqual(links)
  await drill.sh(runbookWith(between))
  const words = ['run', '/usr/local/between.yaml', '--yes', '--service-dir', second, ...how]
  return { drill, result: await drill.svreset(...words) }
}

/** What `next:` of a run says, as typed by somebody who reads it: the command before the words that tell what it does. */
function waysOut(text: string): string[] {
  return [...text.matchAll(/ next: (.*?) (?:continues|puts|does) /g)].map(([, command = '']) => command)
}

const type = (drill: TestDrill, command: string) => drill.run(['sh', '-c', `${command} </dev/null`])

describe('a service directory that somebody moves in the middle of a run', () => {
  const hostile = [
    ['moved', `mv ${second} /usr/local/elsewhere`, '/usr/local/elsewhere'],
    ['replaced by an empty directory', `mv ${second} ${second}.old; mkdir ${second}`, `${second}.old`],
    [
      'replaced by a link to another directory',
      `mkdir /usr/local/trap; mv ${second} ${second}.old; ln -s /usr/local/trap ${second}`,
      `${second}.old`,
    ],
  ] as const
  it.each(hostile)(
    '%s: nothing is made where the name leads, exit 1, and each way out does what it says',
    async (_, between, now) => {
      const { drill, result } = await runWith(between)
      expect(result.exitCode).toBe(1)
      expect(result.stdout).toContain(`the svscan directory ${second} is now ${now}`)
      expect(result.stdout).toContain('FAILED: the links are removed')
      expect(await linksIn(drill, now)).toEqual([''])
      expect(await linksIn(drill, second)).toEqual([''])
      const ways = waysOut(result.stdout)
      expect(ways.map(way => way.replace(/ .*/, ''))).toEqual(['svreset', 'svreset', 'sh'])
      for (const way of ways.slice(1)) {
        await drill.sh('rm -f "$1"/*', now)
        const ended = await type(drill, way.startsWith('svreset') ? `${way} --yes` : way)
        expect(ended, `${way}\n${ended.stdout}${ended.stderr}`).toMatchObject({ exitCode: 0, stderr: '' })
        expect(await linksIn(drill, now)).toEqual(links)
        expect(await linksIn(drill, second)).toEqual([''])
      }
    },
  )

  it('can be taken up again where it is now', async () => {
    const { drill, result } = await runWith(`mv ${second} /usr/local/elsewhere`)
    const [resume = ''] = waysOut(result.stdout)
    // The step that moved it failed with the one after it, and is not done again.
    const ended = await type(drill, `${resume} --yes`)
    expect(ended, ended.stdout + ended.stderr).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await linksIn(drill, '/usr/local/elsewhere')).toEqual(links)
  })

  it('is put back by undo where it is now', async () => {
    const { drill } = await runWith('true')
    await drill.sh(`${runbookWith(`mv ${second} /usr/local/elsewhere; exit 1`)}
      sed -i 's/"script"/"on_failure": "undo", "script"/' /usr/local/between.yaml`)
    const words = ['run', '/usr/local/between.yaml', '--yes', '--service-dir', second]
    const { exitCode, stdout } = await drill.svreset(...words)
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('undone: 3 links put back')])
    expect(await linksIn(drill, '/usr/local/elsewhere')).toEqual(links)
  })
})

it('a service directory that somebody removes in the middle: exit 1, and the ways out make a new one', async () => {
  const { drill, result } = await runWith(`rmdir ${second}`)
  expect(result.exitCode).toBe(1)
  expect(result.stdout).toContain(`the svscan directory ${second} was removed`)
  const ways = waysOut(result.stdout)
  expect(ways).toEqual([
    expect.stringMatching(/^mkdir \S+ && svreset restore \S+ --service-dir \S+ --force$/),
    expect.stringMatching(/^mkdir \S+ && sh \S+ --force \S+$/),
  ])
  for (const way of ways) {
    await drill.sh(`rm -rf ${second}`)
    const ended = await type(drill, way.includes('svreset') ? `${way} --yes` : way)
    expect(ended, ended.stdout + ended.stderr).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await linksIn(drill, second)).toEqual(links)
  }
})

it('restore goes to the recorded directory and to no other, unless both --service-dir and --force say so', async () => {
  const { drill, result } = await runWith('exit 1')
  const run = /svreset restore (\S+)/.exec(result.stdout)?.[1] ?? ''
  await drill.sh(`mv ${second} /usr/local/elsewhere; mkdir /usr/local/trap; ln -s /usr/local/trap ${second}`)
  for (const words of [[], [run], [run, '--service-dir', second], [run, '--force'], [run, '--dry-run']]) {
    const refused = await drill.svreset('restore', '--yes', ...words)
    // Without a name of it svreset has to find the run, which is not on the directory where svscan runs.
    expectRefusal(refused, words.length === 0 ? `svreset restore ${run}` : `not the directory of run ${run}`)
  }
  expectRefusal(await drill.svreset('resume', run, '--yes', '--force'), `not the directory of run ${run}`)
  expect(await linksIn(drill, '/usr/local/trap')).toEqual([''])
  // A svscan that sits in it has moved with it: where it is now is named.
  drill.spawn(['setsid', '--fork', 'sh', '-c', 'cd /usr/local/elsewhere; exec svscan .'], { stdio: 'ignore' })
  await drill.sh('until pgrep -fx "svscan [.]"; do sleep 0.02; done')
  const found = await drill.svreset('restore', '--yes', run)
  expectRefusal(found, `svreset restore ${run} --service-dir /usr/local/elsewhere puts the links back`)
  expect(
    (await drill.svreset('restore', '--yes', run, '--service-dir', '/usr/local/trap', '--force')).exitCode,
  ).toBe(0)
  expect(await linksIn(drill, '/usr/local/trap')).toEqual(links)
})

it('over a restart of the machine its devices may have other numbers: the inode and the owner tell', async () => {
  const { drill, result } = await runWith('exit 1')
  const run = /svreset restore (\S+)/.exec(result.stdout)?.[1] ?? ''
  const directory = `/var/lib/svreset/runs/${run}`
  await drill.sh(`
    echo 11111111-2222-3333-4444-555555555555 >/usr/local/boot-id
    mount --bind /usr/local/boot-id /proc/sys/kernel/random/boot_id
    mkdir /usr/local/copy; cp -a ${directory}/manifest.yaml ${directory}/restore.sh /usr/local/copy/
    cd /usr/local/copy; device=$(stat -c %d ${second})
    grep -q "device: \\"$device\\"" manifest.yaml
    sed -i 's/device: ".*"/device: "7"/' manifest.yaml; sed -i "s/was=$device:/was=7:/" restore.sh`)
  for (const argv of [
    ['svreset', 'restore', '--yes', '--manifest', '/usr/local/copy/manifest.yaml'],
    ['sh', '/usr/local/copy/restore.sh'],
  ]) {
    await drill.sh(`rm -f ${second}/*`)
    expect(await drill.run(argv)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await linksIn(drill, second)).toEqual(links)
  }
  await drill.sh(`mv ${second} ${second}.old; mkdir ${second}`)
  expectRefusal(
    await drill.svreset('restore', '--yes', '--manifest', '/usr/local/copy/manifest.yaml'),
    'not the directory',
  )
})

it('two svscans that have a link to one service: neither is an orphan, and neither takes it from the other', async () => {
  const drill = await openDrill('empty', {
    prepare: `${secondDirectory}
      service /usr/local/shared; log /usr/local/shared; ln -s /usr/local/shared /etc/service/; rm ${second}/[bc]`,
  })
  await untilUp(drill, '/etc/service/shared', '/etc/service/shared/log')
  const before = [await pidOf(drill, '/usr/local/shared'), await pidOf(drill, '/usr/local/shared/log')]
  await drill.sh(`ln -s /usr/local/shared ${second}/shared`)
  drill.spawn(['setsid', '--fork', 'svscan', second], { stdio: 'ignore' })
  await untilUp(drill, '/usr/local/a')
  const findings = async (directory: string) => {
    const { stdout } = await drill.svreset('check', '--json', '--service-dir', directory)
    const { findings } = JSON.parse(stdout) as { findings: { id: string; service: string | null }[] }
    return [...new Set(findings.map(({ id, service }) => `${id} ${service}`))].sort()
  }
  expect(await findings('/etc/service')).toEqual([])
  const there = await findings(second)
  expect(there.filter(finding => finding.startsWith('supervise-'))).toEqual(['supervise-cannot-start shared'])
  const refused = await drill.svreset('--yes', '--service-dir', second)
  expectRefusal(
    refused,
    'unable to stop shared: another svscan keeps it running',
    'of /etc/service has a link',
  )
  await drill.svreset('repair', '--yes', '--service-dir', second)
  expect([await pidOf(drill, '/usr/local/shared'), await pidOf(drill, '/usr/local/shared/log')]).toEqual(
    before,
  )
})
