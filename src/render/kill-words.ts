import type { PlannedKill } from '../contract/plan.js'
import { formatSpan } from '../text/duration.js'
import { printable } from '../text/quote.js'

/** When, whom, and whether somebody is asked. */
export function killWords({ after, how, expected }: PlannedKill): string[] {
  const late = `after ${formatSpan(after)}`
  const does = {
    ask: `${late} svreset asks whether to kill (SIGKILL) what has not ended; with --yes it kills it`,
    kill: `${late} svreset kills (SIGKILL) what has not ended`,
    fail: `${late} the step fails if something has not ended, because of --no-kill`,
  }
  return [does[how], ...expected.map(printable)]
}
