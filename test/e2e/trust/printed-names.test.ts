import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { staging, untilUp } from '../support/staging.js'
import { atTerminal } from '../support/terminal.js'

/** Each name would make a line of its own that says so. */
const forged = 'FORGED: all is well'
const name = (kind: string) => `${kind}\\n\\n${forged}\\n`

/** Sick in as many ways as a name can be told of: no run file, a link to nowhere, a zombie, a directory. */
const prepare = `${staging}
  name=$(printf '${name('up')}.'); name=\${name%.}
  service "/usr/local/$name"; log "/usr/local/$name"; ln -s "/usr/local/$name" "/etc/service/$name"
  name=$(printf '${name('zombie')}.'); name=\${name%.}
  mkdir "/usr/local/$name"; echo '#!/bin/sh' >"/usr/local/$name/run"; chmod 644 "/usr/local/$name/run"
  ln -s "/usr/local/$name" "/etc/service/$name"
  name=$(printf '${name('nowhere')}.'); name=\${name%.}
  ln -s "/nowhere/$name" "/etc/service/$name"
  name=$(printf '${name('real')}.'); name=\${name%.}
  service "/etc/service/$name"`

async function openForged(): Promise<TestDrill> {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, await drill.sh('printf %s /etc/service/up*; printf .').then(path => path.slice(0, -1)))
  // svscan has tried, and what it cannot start is a zombie for the second time.
  await drill.sh('until ps -A -o args= | grep -q "defunct"; do sleep 0.1; done')
  return drill
}

/** The zombie's service can be started now: a reset comes to its end. */
async function mend(drill: TestDrill): Promise<void> {
  await drill.sh('cd /usr/local/zombie*; printf "#!/bin/sh\\nexec sleep 1000000\\n" >run; chmod 755 run')
}

const forgedLines = (text: string) => text.split(/[\n\r]/).filter(line => line.startsWith('FORGED'))

it('no name puts a line of its own into what is printed, whatever command prints it', async () => {
  const drill = await openForged()
  const wrong = `no\n${forged}`
  const commands: string[][] = [
    ['check'],
    ['check', '--all', '--settle', '6'],
    ['check', '--format', 'nagios'],
    ['check', wrong],
    ['repair', '--dry-run'],
    ['repair', wrong],
    ['--dry-run'],
    ['--dry-run', '--verbose'],
    ['--service-dir', `/${wrong}`],
    ['--state-dir', `/tmp/${wrong}`, '--yes'],
    ['--trust-owner', wrong],
    ['--param', `${wrong}=x`],
    ['--stop-timeout', wrong],
    [`--${wrong}`],
    [wrong],
    ['restore', wrong],
    ['restore', '--manifest', `/${wrong}`],
    ['resume', wrong],
    ['runs', wrong],
    ['runs', '--service-dir', `/${wrong}`],
    ['run', `./${wrong}`],
    ['run', wrong],
    ['apply', `/${wrong}`],
    ['explain', wrong],
    ['runbook', 'show', wrong],
    ['runbook', 'lint', `./${wrong}`],
    ['--dry-run', '--out', `/${wrong}/plan`],
    ['drill', wrong],
  ]
  const acting = [
    ['--yes', '--verbose'],
    ['repair', '--yes'],
    ['restore', '--yes'],
    ['resume', '--yes'],
    ['runs'],
  ]
  for (const argv of [...commands, null, ...acting]) {
    if (argv === null) {
      await mend(drill)
      continue
    }
    const { stdout, stderr } = await drill.svreset(...argv)
    expect.soft(`${stdout}${stderr}`.trim(), argv.join(' ')).not.toBe('')
    expect.soft(forgedLines(stdout), argv.join(' ')).toEqual([])
    expect.soft(forgedLines(stderr), argv.join(' ')).toEqual([])
  }
  const runs = (await drill.sh('ls /var/lib/svreset/runs')).trim().split('\n')
  expect(runs.length).toBeGreaterThan(0)
  for (const run of runs) {
    for (const form of [[], ['--verbose'], ['--markdown'], ['--html']]) {
      const { stdout } = await drill.svreset('runs', run, ...form)
      expect.soft(stdout, form.join()).toContain('FORGED')
      expect.soft(forgedLines(stdout), `${run} ${form}`).toEqual([])
    }
  }
})

it('nor at a terminal: check, watch, questions, and what goes on', async () => {
  const drill = await openForged()
  for (const command of [
    'svreset check',
    'timeout --foreground 15 svreset check --watch 1',
    'svreset repair --dry-run',
  ]) {
    const terminal = atTerminal(drill, command)
    await terminal.shown('FORGED')
    const { screen } = await terminal.ended()
    expect.soft(forgedLines(screen.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '')), command).toEqual([])
  }
  await mend(drill)
  const terminal = atTerminal(drill, 'svreset')
  await terminal.answerTo('Run it?', 'd')
  await terminal.answerTo('Run it?', 'a', 2)
  const { screen } = await terminal.ended()
  expect(screen).toContain('FORGED')
  expect(forgedLines(screen.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, ''))).toEqual([])
})

it('3000 runs: a message names the newest and counts the rest, and the table too; what is open is not left out', async () => {
  const drill = await openDrill('happy')
  expect((await drill.svreset('--yes')).exitCode).toBe(0)
  await drill.sh(`cd /var/lib/svreset/runs; first=$(ls)
    i=0; while [ $i -lt 3000 ]; do
      run=$(printf '2025-%02d-%02dT%02d-%02d-00Z-%04x' $((i / 280 % 12 + 1)) $((i / 10 % 28 + 1)) $((i % 10)) $((i / 3360)) $i)
      mkdir $run; ln $first/* $run/; i=$((i + 1))
    done
    rm 2025-01-01T00-00-00Z-0000/journal.jsonl
    grep -v '"event":"closed"' $first/journal.jsonl >2025-01-01T00-00-00Z-0000/journal.jsonl`)
  for (const command of ['restore', 'resume']) {
    const { stderr, exitCode } = await drill.svreset(command, 'nosuch', '--yes')
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /next: the runs there: 2\d{3}-\S+, (\S+, ){3}\S+ and 2996 more; svreset runs lists them\n$/,
    )
    expect(stderr.length).toBeLessThan(500)
  }
  const { stdout } = await drill.svreset('runs')
  expect(stdout.split('\n').length).toBeLessThan(110)
  expect(stdout).toContain('2025-01-01T00-00-00Z-0000')
  expect(stdout).toMatch(/\n(…|\.\.\.) and 2900 older: svreset runs --all\n$/)
  expect((await drill.svreset('runs', '--all')).stdout.split('\n').length).toBeGreaterThan(3000)
})
