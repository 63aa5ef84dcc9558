import { readdirSync, readFileSync } from 'node:fs'
import type { Stage } from '../scenario.js'
import { startInBackground } from '../stage/background.js'
import { untilExecuted, untilGone } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { linked, sick, startWith } from './sick.js'

export const runAtWork = sick(
  'run-at-work',
  'a reset is at work: it waits for a service that does not stop',
  async stage => {
    const pid = await startReset(stage)
    return `svreset, pid ${pid}, has stopped nginx and waits for tinydns, which ignores TERM`
  },
)

export const runUnfinished = sick(
  'run-unfinished',
  'a reset was killed in the middle: all links are out, and one service is down',
  async stage => {
    const pid = await startReset(stage)
    process.kill(pid, 'SIGKILL')
    await until('the reset to be gone', () => !readdirSync('/proc').includes(String(pid)))
    return 'svreset was killed when it had stopped nginx; tinydns, which ignores TERM, still runs'
  },
)

/** Returns the pid of the reset, when it waits for tinydns. */
async function startReset(stage: Stage): Promise<number> {
  await startWith(stage, await linked('tinydns', { run: "#!/bin/sh\ntrap '' TERM\nexec sleep 1000000\n" }))
  await untilExecuted()
  startInBackground(['/usr/local/bin/svreset', '--yes', '--stop-timeout', '1h'])
  const journal = await until('the step that stops services', () => {
    const text = readJournal()
    return text.includes('"event":"command","step":"stop"') && text
  })
  await untilGone('/usr/local/nginx')
  return Number(/"pid":(\d+)/.exec(journal)?.[1])
}

function readJournal(): string {
  try {
    const runs = '/var/lib/svreset/runs'
    return readdirSync(runs)
      .map(run => readFileSync(`${runs}/${run}/journal.jsonl`, 'utf8'))
      .join('')
  } catch {
    // It has not begun.
    return ''
  }
}
