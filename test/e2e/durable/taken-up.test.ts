import { posix } from 'node:path'
import { expect, it } from 'vitest'
import { openDrill, svreset, type TestDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { linkNames, linksOf } from '../support/links.js'
import { expectHealthy, expectRefusal, staging, untilUp } from '../support/staging.js'
import { atTerminal } from '../support/terminal.js'

const prepare = `${staging}
for name in a b c d; do service "/usr/local/$name"; done
for name in a b c; do ln -s "/usr/local/$name" /etc/service/; done`

const allUp = ['/etc/service/a', '/etc/service/b', '/etc/service/c']

/** A drill whose reset was killed while it stopped services, and the links from before. */
async function openHalfDone(): Promise<{ drill: TestDrill; before: string[] }> {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, ...allUp)
  const before = await linksOf(drill)
  await killAt(drill, 'stop')
  return { drill, before }
}

it('says what a person has changed meanwhile, and goes on only when told to', async () => {
  const { drill, before } = await openHalfDone()
  await drill.sh(`cd /etc/service && ln -s /usr/local/a a && ln -s /usr/local/d d`)
  // svscan has taken it up: as long as it runs, and the link is there, that service comes back.
  await untilUp(drill, '/etc/service/d')
  const changes = ['a is back, although the run had removed it', 'd is new: a link to /usr/local/d']

  const withYes = await drill.svreset('resume', '--yes')
  expectRefusal(withYes, ...changes)
  const dry = await drill.svreset('resume', '--dry-run')
  expect(dry.exitCode).toBe(0)
  for (const change of changes) expect(dry.stdout).toContain(change)

  const no = atTerminal(drill, 'svreset resume')
  await no.answerTo('Continue anyway?', 'n')
  const declined = await no.ended()
  for (const change of changes) expect(declined.screen).toContain(change)
  expect(declined.screen).toContain('stopped: some links are missing')
  expect(declined.screen).toMatch(/next: svreset resume \S+ continues the run/)
  expect(declined.exitCode).toBe(4)
  expect(await linkNames(drill)).toEqual(['a -> /usr/local/a', 'd -> /usr/local/d'])

  await drill.sh('rm /etc/code /etc/typescript')
  const yes = atTerminal(drill, 'svreset resume')
  await yes.answerTo('Continue anyway?', 'y')
  await yes.answerTo('Run it?', 'a')
  const { exitCode, screen } = await yes.ended()
  expect(screen).toContain('done: all links are in place')
  expect(exitCode).toBe(0)
  // What is new stays, and runs.
  expect((await linksOf(drill)).length).toBe(before.length + 1)
  expect((await linksOf(drill)).filter(link => !link.startsWith('d\u0001'))).toHaveLength(before.length)
  await untilUp(drill, ...allUp, '/etc/service/d')
  await expectHealthy(drill, 4)
})

it('after a restart of the machine no pid of then means anything, and it goes on all the same', async () => {
  const drill = await openDrill('happy')
  const before = await linksOf(drill)
  const ran = (await drill.sh('svstat /usr/local/dnscache')).trim()
  expect(ran).toMatch(/: up .* normally down/)
  await killAt(drill, 'stop-logs')
  // What a restart leaves of processes, and then init at work; only the boot id is a stand-in.
  await drill.sh(`
    pkill -KILL -x 'svscanboot|svscan|readproctitle|supervise|multilog|sleep' || :
    echo 11111111-2222-3333-4444-555555555555 >/usr/local/boot-id
    mount --bind /usr/local/boot-id /proc/sys/kernel/random/boot_id
    until [ -n "$(pgrep -x svscan)" ] && [ -n "$(pgrep -x readproctitle)" ]; do sleep 0.02; done`)
  const { stdout, stderr, exitCode } = await drill.svreset('resume', '--yes')
  expect(exitCode, stdout + stderr).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  await expectHealthy(drill, 8)
  // Nobody but a person had started it: it runs again, as before.
  expect(await drill.sh('svstat /usr/local/dnscache')).toMatch(/: up .* normally down/)
  expect(
    await drill.sh(
      `grep -c '"event":"resumed","bootId":"11111111-2222' /var/lib/svreset/runs/*/journal.jsonl`,
    ),
  ).toBe('1\n')
})

it('refuses a runbook that was edited since, naming both digests, unless told to go on', async () => {
  const { drill, before } = await openHalfDone()
  // A copy of the program, whose runbook somebody edits.
  await drill.sh(
    `mkdir /usr/local/program
    cd "$1" && cp -r dist runbooks package.json /usr/local/program/
    ln -s "$1/node_modules" /usr/local/program/node_modules
    echo '# edited' >>/usr/local/program/runbooks/reset.yaml`,
    posix.join(String(svreset[1]), '../..'),
  )
  const digest = async (file: string) => (await drill.sh(`sha256sum ${file}`)).slice(0, 64)
  const now = await digest('/usr/local/program/runbooks/reset.yaml')
  const then = /"digest":"([0-9a-f]{64})"/.exec(
    await drill.sh('cat /var/lib/svreset/runs/*/journal.jsonl'),
  )?.[1]
  expect(then).not.toBe(now)
  const resume = (...words: string[]) =>
    drill.run([process.execPath, '/usr/local/program/dist/main.js', 'resume', '--yes', ...words])
  const gone = await linksOf(drill)
  expectRefusal(await resume(), 'edited', String(then), now, 'resume --force')
  expect(await linksOf(drill)).toEqual(gone)
  expect((await resume('--force')).exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
})
