import { doing, processesBelow, stateOf } from '../../diagnosis/doing.js'
import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted, secondsSince } from '../../diagnosis/lasting.js'
import { symptom } from '../../diagnosis/rule.js'
import { currentStatus, idOf, runningChild, svcFor } from '../../diagnosis/service-part.js'
import { isAtStop } from '../../system/encore.js'
import { nameOf } from '../../system/processes.js'
import { isToldToExit } from '../../system/supervise-state.js'
import { formatAge } from '../../text/duration.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { processesOf, supervisesOf } from '../facts.js'
import { type Case, cure, forProcess, type Remedy } from '../remedy.js'

export const serviceStuckStopping = defineFinding({
  id: 'service-stuck-stopping',
  severity: 'critical',
  title: 'a service that does not stop',
  meaning:
    'The service was told to be down more than 30 seconds ago (or --stop-timeout), and its process still lives: it ignores SIGTERM, or waits for something.',
  consequenceOf: ['run-unfinished', 'service-blocked-on-log'],
  consequenceOfOwn: ['process-stopped'],
  *find(look) {
    const { system, stopTimeout } = look
    for (const part of look.programs) {
      const child = runningChild(part)
      const status = currentStatus(part)
      if (status?.want !== 'down' || child === null || status.pid !== child.pid) continue
      // How long `stop` takes is its own affair: to kill it would leave its work half done.
      if (isAtStop(status, child)) continue
      const key = `service-stuck-stopping:${idOf(child)}`
      const since = Math.max(secondsSince(look, status.ordered ?? status.changed), lasted(look, key))
      if (since <= stopTimeout) {
        // Of an order in the future nobody can tell how old it is: the clock was set back.
        const unknown = (status.ordered ?? status.changed) > system.time + 1000
        yield unknown
          ? doubt(part.service, key, `nobody can tell when ${quote(part.name)} was told to stop`, {
              again: 1,
            })
          : remembered(key)
        continue
      }
      yield remembered(key)
      const below = processesBelow(system, child)
      yield symptom(
        part.service,
        [child.pid],
        `${quote(part.name)} was told to be down ${formatAge(since * 1000)} ago and still runs: ${doing(system, child)}`,
        {
          want: 'down',
          ordered: new Date(status.ordered ?? status.changed).toISOString(),
          process: nameOf(child),
          does: stateOf(system, child),
          ...(below.length === 0 ? {} : { below }),
        },
        { byHand: `find out what it waits for; ${svcFor(part, 'k')} kills it` },
      )
    }
  },
  remedy: remedyForServiceStuckStopping,
  bySvreset: 'svc -k, and it stays down, as ordered',
  byHand: 'find out what it waits for; svc -k DIRECTORY kills it',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForServiceStuckStopping({ finding, system }: Case): Remedy {
  const starts = supervisesOf(finding, system).some(supervise => isToldToExit(supervise, system))
  return cure(
    starts
      ? 'svc -k: svscanboot has told it to exit since, so svscan starts it again'
      : 'svc -k: it stays down, as ordered',
    processesOf(finding, system).map(process =>
      forProcess('kill', process, finding.service ?? 'svscan', finding.service),
    ),
  )
}
