import { describe, expect, it } from 'vitest'
import { causes, checkJson } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'

const state = '/var/lib/svreset'

async function unfinished(drill: TestDrill) {
  const checked = await checkJson(drill)
  return { ...checked, run: checked.findings.find(({ id }) => id === 'run-unfinished') }
}

/** What is wrong, how it comes about in the directory of the run, and whether the run is told of all the same. */
const damages: readonly (readonly [string, string, boolean])[] = [
  ['a journal that a crash has emptied', ': > journal.jsonl', true],
  ['no journal', 'rm journal.jsonl', true],
  ['a journal of garbage', 'head -c 5000 /dev/urandom > journal.jsonl', true],
  ['a damaged line in the middle', `sed -i '2s/./x/' journal.jsonl`, true],
  ['a last line that was cut off', `printf '{"time":' >> journal.jsonl`, true],
  ['a FIFO for a journal', 'rm journal.jsonl; mkfifo journal.jsonl', true],
  ['a link to what never ends', 'ln -sf /dev/zero journal.jsonl', true],
  ['a manifest of garbage', 'echo "a: [" > manifest.yaml', true],
  ['a FIFO for a manifest', 'rm manifest.yaml; mkfifo manifest.yaml', true],
  ['a file for the directory of runs', 'cd ../..; rm -r runs; : > runs', false],
  ['a directory that others may write to', 'chmod 777 ../..', true],
  ['a journal of another user', 'chown nobody journal.jsonl', true],
]

describe('svreset check after a run that was killed', () => {
  it('counts what supervise runs, and knows a service whose link is out', async () => {
    const drill = await openDrill('run-unfinished')
    const { run, services, exitCode } = await unfinished(drill)
    expect(exitCode).toBe(2)
    expect(run?.evidence).toMatchObject({ linksOut: ['nginx', 'tinydns'], servicesDown: ['nginx'] })
    expect(run?.message).toMatch(/was cut off .* in step 3 of 14/)
    expect(services).toMatchObject([
      { name: 'nginx', linked: false, state: 'unsupervised' },
      { name: 'tinydns', linked: false, state: 'up' },
    ])
    for (const name of [
      'nginx',
      'nginx/log',
      '/usr/local/nginx',
      '/usr/local/nginx/log',
      '/etc/service/nginx',
    ]) {
      const one = await checkJson(drill, name)
      expect(one.services.map(each => each.name)).toEqual(['nginx'])
      expect(one.exitCode).toBe(2)
    }
    expect((await drill.svreset('check', 'nowhere')).exitCode).toBe(3)
    const text = (await drill.svreset('check')).stdout
    expect(text).toMatch(/^SICK: .*2 services, 1 up, 2 without a link; 1 finding/)
    expect(text.trimEnd()).toMatch(
      /svreset resume \S+ continues the run; svreset restore\s+\S+ puts the links back$/,
    )
    expect(await drill.svreset('check', '--format', 'nagios')).toMatchObject({ exitCode: 2 })
    expect((await drill.svreset('check', '--all')).exitCode).toBe(2)
    // Nothing is written by looking.
    expect(await drill.sh(`ls ${state}/runs/*`)).toBe('journal.jsonl\nmanifest.yaml\nrestore.sh\n')
  })

  it('is told by a state directory of another name, and as another user where that may be read', async () => {
    const drill = await openDrill('run-unfinished')
    const nobody = ['setpriv', '--reuid', 'nobody', '--clear-groups', 'svreset', 'check', '--json']
    const ids = async (...argv: string[]) => causes(JSON.parse((await drill.run(argv)).stdout).findings)
    expect(await ids(...nobody)).not.toContain('run-unfinished')
    await drill.sh(`chmod -R a+rX ${state}`)
    expect(await ids(...nobody)).toContain('run-unfinished')
    await drill.sh(`mv ${state} /var/lib/elsewhere`)
    expect((await unfinished(drill)).run).toBeUndefined()
    expect(await ids('svreset', 'check', '--json', '--state-dir', '/var/lib/elsewhere')).toContain(
      'run-unfinished',
    )
  })

  it('bears whatever is wrong with the state directory', { timeout: 180_000 }, async () => {
    const drill = await openDrill('run-unfinished')
    await drill.sh(`cp -a ${state} /var/lib/whole`)
    for (const [what, damage, isTold] of damages) {
      await drill.sh(`rm -rf ${state}; cp -a /var/lib/whole ${state}; cd ${state}/runs/*; ${damage}`)
      const { run, exitCode, stderr } = await unfinished(drill)
      expect(stderr.replace(/^svreset: checking again.*\n/, ''), what).toBe('')
      expect(exitCode, what).toBe(2)
      expect(run !== undefined, what).toBe(isTold)
      // Nobody is told to execute what others may have written.
      if (damage.includes('chmod')) expect(run?.remedy).not.toContain('restore.sh')
    }
  })
})

describe('svreset check beside a run at work', () => {
  it('is one piece of information', async () => {
    const drill = await openDrill('run-at-work')
    const { findings, exitCode } = await checkJson(drill)
    expect(findings.map(({ id }) => id)).toEqual(['run-at-work'])
    expect(findings[0]?.message).toMatch(/begun .* by root \(uid 0\)\): step 3 of 14 .*, pid \d+$/)
    expect(exitCode).toBe(1)
    const { stdout } = await drill.svreset('check')
    expect(stdout).not.toMatch(/svreset (resume|restore|repair)/)
    // Its dry run names no wrong way out either.
    const dry = await drill.svreset('--dry-run')
    expect(dry.exitCode).toBe(3)
    expect(dry.stderr).toContain('another svreset is working on')
  })
})
