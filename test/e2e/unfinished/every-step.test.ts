import { describe, type ExpectStatic, it } from 'vitest'
import { checkJson } from '../support/check.js'
import { openLastingDrill, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { unsound } from '../support/sound.js'

// However a reset ends, at whichever step, check says so, and each way out that it prints brings everything back: the
// links as ls shows them, each service as svstat has it, and one process for each as ps has it.

const steps = [
  ...['remove', 'stop', 'stop-logs', 'processes', 'supervise', 'stop-directories', 'svscan'],
  ...['empty', 'links', 'restart', 'supervised', 'by-hand', 'happy'],
]
const ways = ['resume', 'restore', 'by hand'] as const

/** Numbers in the runbook: the first step, which only records, has removed nothing. */
const numberOf = (step: string) => steps.indexOf(step) + 2

describe.concurrent('a reset that ended early', { timeout: 600_000 }, () => {
  for (const [shift, how] of (['quit', 'SIGINT', 'SIGKILL', 'undo'] as const).entries()) {
    it(`by ${how}, at every step`, async ({ expect }) => {
      await using drill = await openLastingDrill('happy')
      const before = { links: await linksOf(drill), states: await states(drill) }
      for (const [index, step] of steps.entries()) {
        const what = `${how} at ${step}`
        const ended = await endAt(drill, how, step)
        const { findings } = await checkJson(drill)
        const run = findings.find(({ id }) => id === 'run-unfinished')
        const areOut = (await linksOf(drill)).length < before.links.length
        if (ended === 'done' || how === 'undo') expect(run, what).toBeUndefined()
        // In the step that removes the links it may come before the first of them.
        else if (areOut || step !== 'remove' || run !== undefined) {
          expect(run, what).toMatchObject({ evidence: { by: 'root (uid 0)', runbook: 'reset' } })
          expect(run?.message, what).toMatch(/ (in|after) step \d+ of 14 \(/)
          await goBy(drill, expect, ways[(index + shift) % ways.length], run)
        }
        await untilAsBefore(drill, before.states)
        expect(await linksOf(drill), what).toEqual(before.links)
        expect(await unsound(drill, 'standby'), what).toEqual([])
        expect(await checkJson(drill), what).toMatchObject({ exitCode: 0, findings: [] })
      }
    })
  }
})

/** `name: up, normally down`: what svstat says, without pids and seconds. */
function states(drill: TestDrill): Promise<string> {
  return drill.sh(svstats)
}

const svstats =
  "svstat /etc/service/* /etc/service/*/log | sed 's/ (pid [0-9]*)//; s/ [0-9]* seconds//' | sort"

/** Each start of svscan takes its time. */
async function untilAsBefore(drill: TestDrill, wanted: string): Promise<void> {
  await drill.sh(
    `export wanted="$1"
    timeout 30 sh -c 'until [ "$(${svstats.replaceAll("'", `'"'"'`)})" = "$wanted" ]; do sleep 0.1; done' || {
      echo "wanted:"; echo "$wanted"; echo "is:"; ${svstats}; exit 1; } >&2`,
    wanted.trimEnd(),
  )
}

/** `done`: it came to its end before the signal. */
async function endAt(
  drill: TestDrill,
  how: 'quit' | 'undo' | 'SIGINT' | 'SIGKILL',
  step: string,
): Promise<'early' | 'done'> {
  const { exitCode, stderr } =
    how === 'SIGINT' || how === 'SIGKILL'
      ? await drill.run(['sh', '-c', signalled, 'sh', how.slice(3), step])
      : await drill.run(['sh', '-c', answered, 'sh', how === 'quit' ? 'k' : 'u', String(numberOf(step))])
  if (stderr.includes('Error')) throw new Error(stderr)
  return exitCode === 0 ? 'done' : 'early'
}

// The pipe's reader signals the writer: no time is waited for.
const signalled = `mkfifo /etc/events
  svreset --yes --json >/etc/events 2>/dev/null & pid=$!
  while read -r line; do
    case $line in *'"step-started"'*'"step":"'"$2"'"'*) kill -"$1" $pid ;; esac
  done </etc/events
  rm /etc/events
  wait $pid`

// Each question is answered when it is asked; from the step with this number on with q, and then with the letter.
const answered = `rm -f /etc/typescript /etc/code /etc/keys; mkfifo /etc/keys
  # A question is drawn anew at each letter of its answer: that counts as no other.
  questions='(?<!\\x1b\\[1G)(?<!\\x1b\\[1G\\x1b\\[1m)(Run it[?]|What now[?]|undo what was done[?])'
  { script -qfc 'svreset; echo $? >/etc/code' /etc/typescript </etc/keys >/dev/null 2>&1 & } 
  exec 3>/etc/keys
  asked=0
  until [ -s /etc/code ]; do
    now=$(grep -aoP "$questions" /etc/typescript 2>/dev/null | wc -l)
    if [ "$now" -gt "$asked" ]; then
      asked=$((asked + 1))
      at=$(grep -aoE 'Step [0-9]+ of' /etc/typescript | tail -n 1 | tr -dc 0-9)
      case $(grep -aoP "$questions" /etc/typescript | tail -n 1) in
        undo*) printf '%s\\r' "$1" >&3 ;;
        *) if [ "$at" -ge "$2" ]; then printf 'q\\r' >&3; else printf 'y\\r' >&3; fi ;;
      esac
    fi
    sleep 0.05
  done
  exec 3>&-
  exit "$(cat /etc/code)"`

/** One of the ways out that check has printed. */
async function goBy(
  drill: TestDrill,
  expect: ExpectStatic,
  way: (typeof ways)[number] | undefined,
  run: { readonly remedy: string; readonly evidence: Readonly<Record<string, unknown>> } | undefined,
): Promise<void> {
  const printed = (pattern: RegExp) => pattern.exec(run?.remedy ?? '')?.[0] ?? 'nothing like this was printed'
  if (way === 'by hand') {
    await drill.sh(printed(/sh \S+restore\.sh/))
    const start = /svc -u (\S+ ?)+?(?= starts)/.exec(run?.remedy ?? '')?.[0]
    if (start !== undefined) {
      const directories = start.replace('svc -u ', '')
      await drill.sh(
        `timeout 30 sh -c 'for each in ${directories}; do until svok $each; do sleep 0.1; done; done'`,
      )
      await drill.sh(start)
    }
    // All is in order: the run has only to be closed.
    await drill.sh(
      `timeout 30 sh -c 'until svreset check --json | grep -q "severity.: .warning"; do sleep 0.2; done'`,
    )
    expect((await drill.svreset('restore', '--yes')).exitCode).toBe(0)
    return
  }
  const command = printed(way === 'resume' ? /svreset resume \S+/ : /svreset restore \S+/)
  const { stdout, stderr, exitCode } = await drill.run([...command.split(' '), '--yes'])
  expect(`${stderr}${exitCode}`, stdout).toBe('0')
  if (way !== 'resume') return
  expect(stdout).toContain(`resumes run ${run?.evidence.run}`)
  expect(stdout).toMatch(/it goes on with step \d+ of 14/)
  const [, next] = /goes on with step (\d+) of/.exec(stdout) ?? []
  expect(/\[(\d+)\/14\]/.exec(stdout)?.[1]).toBe(next)
}
