import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDrill, openLastingDrill, type TestDrill } from './support/drill.js'

/** Lets a reset begin, and kills it with SIGKILL as soon as it says that this step has begun. */
async function killAt(drill: TestDrill, step: string): Promise<void> {
  const { exitCode } = await drill.run(
    [
      'sh',
      '-c',
      `{ svreset --yes --json & echo $! >/etc/pid; wait; } 2>/dev/null | {
         while read -r line; do
           case $line in *'"step-started"'*'"step":"'"$1"'"'*) kill -9 "$(cat /etc/pid)"; exit 0;; esac
         done; exit 1; }`,
      'sh',
      step,
    ],
    { env: { SUDO_USER: 'rachel' } },
  )
  expect(exitCode).toBe(0)
}

interface Step {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly commands: readonly { argv: string[]; exitCode: number; output: string }[]
  readonly signals: readonly { signal?: string; pid: number; what: string }[]
}

describe('svreset runs', () => {
  let drill: TestDrill
  let id = ''
  beforeAll(async () => {
    drill = await openLastingDrill('unhappy')
    await killAt(drill, 'svscan')
    id = (await drill.sh('ls /var/lib/svreset/runs')).trim()
  })
  afterAll(() => drill.close())

  it('says of an unfinished run what it was left at, and the commands that go on from there', async () => {
    expect((await drill.svreset('runs')).stdout).toMatch(
      new RegExp(`^${id} +just now +reset +unfinished .* rachel$`, 'm'),
    )
    const { stdout, exitCode } = await drill.svreset('runs', id)
    expect(exitCode).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toContain('2 of 2 links are missing now')
    for (const way of [
      `svreset resume ${id}`,
      `svreset restore ${id}`,
      `sh /var/lib/svreset/runs/${id}/restore.sh`,
    ]) {
      expect(stdout).toMatch(new RegExp(`^ +${way}$`, 'm'))
    }
  })

  it('tells the whole story of a run that was killed and resumed: who, each step, each command and signal', async () => {
    const resumed = await drill.run(['svreset', 'resume', '--yes'], { env: { SUDO_USER: 'joe' } })
    expect(resumed.exitCode).toBe(0)
    const { stdout } = await drill.svreset('runs', id.slice(-4), '--json')
    const history = JSON.parse(stdout)
    expect(history).toMatchObject({
      schema: 'svreset/run/1',
      run: id,
      status: 'done',
      runbook: { name: 'reset', title: 'Reset daemontools' },
      serviceDirectory: '/etc/service',
      links: 'in-place',
      next: [],
      sessions: [
        { kind: 'started', operator: { uid: 0, sudoUser: 'rachel' }, end: null },
        { kind: 'resumed', operator: { uid: 0, sudoUser: 'joe' }, end: { status: 'done', exitCode: 0 } },
      ],
    })
    const steps = new Map<string, Step>(
      history.steps.map((step: Step) => [`${step.id} ${step.status}`, step]),
    )
    expect(steps.get('stop done')?.commands).toMatchObject([
      { argv: ['svc', '-dx', '/usr/local/blockpw', '/usr/local/my_server-fastcgi'], exitCode: 0 },
    ])
    expect(steps.get('svscan done')?.name).toBe('End svscan')
    const signals = history.steps.flatMap((step: Step) => step.signals)
    expect(signals).toContainEqual(expect.objectContaining({ signal: 'SIGTERM', what: 'svscan' }))
    const before = history.before.processes.filter(({ state }: { state: string }) => state === 'Z')
    expect(before).not.toEqual([])
    const after = history.after.processes.map(({ arguments: words }: { arguments: string[] }) =>
      words.slice(0, 2).join(' '),
    )
    expect(after.filter((words: string) => words === 'supervise my_server-fastcgi')).toHaveLength(1)
  })

  it('makes the report as one page or as Markdown, of one run and in one form only', async () => {
    const page = (await drill.svreset('runs', id, '--html')).stdout
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">.*<\/html>\n$/s)
    for (const words of ['Processes', 'Before,', 'Afterwards,', 'resumed by joe (sudo, uid 0)']) {
      expect(page).toContain(words)
    }
    // As the run saw it, marked as check marks it.
    expect(page).toMatch(/class="bad">! S root +\d+ +\S+ +supervise my_server-fastcgi\n/)
    const ticket = (await drill.svreset('runs', id, '--markdown')).stdout
    expect(ticket).toMatch(
      /^# Reset daemontools: \/etc\/service on .*\n\n\*\*done\*\*: all links are in place\n/,
    )
    expect((await drill.svreset('runs', '--html')).exitCode).toBe(2)
    expect((await drill.svreset('runs', id, '--html', '--json')).exitCode).toBe(2)
  })

  it('filters by service directory, whatever name it is given, and tells an empty table from a wrong word', async () => {
    await drill.sh('ln -sfn /etc/service /etc/svc')
    expect((await drill.svreset('runs', '--service-dir', '/etc/svc')).stdout).toContain(id)
    const none = await drill.svreset('runs', '--service-dir', '/tmp')
    expect(none).toMatchObject({ exitCode: 0, stdout: 'No runs on /tmp in /var/lib/svreset/runs.\n' })
    expect(await drill.svreset('runs', '--state-dir', '/etc/none')).toMatchObject({
      exitCode: 0,
      stdout: 'No runs in /etc/none/runs.\n',
    })
    expect(JSON.parse((await drill.svreset('runs', '--json')).stdout)).toMatchObject({
      schema: 'svreset/runs/1',
      runs: [{ run: id, status: 'done' }],
    })
    const wrong = await drill.svreset('runs', 'ffff')
    expect(wrong.exitCode).toBe(2)
    expect(wrong.stderr).toContain('svreset runs shows all runs')
  })
})

it('a run that is at work is not called unfinished, one that died is', async () => {
  const drill = await openDrill('happy', {
    prepare: `
      mkdir -p /usr/local/stubborn
      printf '#!/bin/sh\\ntrap "" TERM\\nwhile :; do sleep 1; done\\n' >/usr/local/stubborn/run
      chmod 755 /usr/local/stubborn/run
      ln -s /usr/local/stubborn /etc/service/stubborn`,
  })
  const reset = drill.spawn(['sh', '-c', 'echo $$ >/etc/pid; exec svreset --yes'], { stdio: 'ignore' })
  const ended = new Promise(resolve => reset.once('exit', resolve))
  await drill.sh('until grep -qs svc /var/lib/svreset/runs/*/journal.jsonl; do sleep 0.05; done')
  const pid = (await drill.sh('cat /etc/pid')).trim()
  const id = (await drill.sh('ls /var/lib/svreset/runs')).trim()
  expect((await drill.svreset('runs')).stdout).toMatch(/ running /)
  expect((await drill.svreset('runs', id)).stdout).toContain(`running: its pid is ${pid}`)
  await drill.sh('kill -9 "$1"', pid)
  await ended
  expect((await drill.svreset('runs')).stdout).toMatch(/ unfinished /)
  const { steps } = JSON.parse((await drill.svreset('runs', id, '--json')).stdout)
  expect(steps.at(-1)).toMatchObject({ id: 'stop', status: 'cut-off', durationMs: null })
})
