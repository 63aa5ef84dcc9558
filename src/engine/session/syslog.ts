import { spawn } from 'node:child_process'
import type { RunEvent } from '../../contract/events.js'
import type { Plan } from '../../contract/plan.js'
import { childEnvironment } from '../../system/child-environment.js'
import { printable, quote } from '../../text/quote.js'

/** A line when a run begins its first step, and one when it has ended: for whoever reads the log of the machine later. */
export function syslogOf(run: string, plan: Plan, who: string, log = logLine): (event: RunEvent) => void {
  const what = `${printable(plan.runbook.name)} on ${quote(plan.svscanDirectory)}`
  let begun = false
  return event => {
    if (event.event === 'step-started' && !begun) {
      begun = true
      log(`${plan.resumes === null ? 'begins' : 'resumes'} ${what}: run ${run}, by ${who}`)
    }
    if (event.event === 'run-finished' && begun) {
      const { status, links } = event.end
      log(`ended ${what}: run ${run}: ${status}, links ${links}`)
    }
  }
}

/**
 * Through logger(1), beside the run: a log that is full, gone or does not answer neither stops a run nor keeps it
 * waiting. timeout(1) ends a logger that waits for it.
 */
function logLine(text: string): void {
  const argv = ['5', 'logger', '--tag', `svreset[${process.pid}]`, '--priority', 'daemon.notice', '--', text]
  try {
    const child = spawn('timeout', argv, { detached: true, stdio: 'ignore', env: { ...childEnvironment } })
    child.on('error', () => {})
    child.unref()
  } catch {
    // No process is to be had: the run has more to worry about.
  }
}
