import { doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted, secondsSince } from '../../diagnosis/lasting.js'
import { symptom } from '../../diagnosis/rule.js'
import { currentStatus, idOf, runningChild } from '../../diagnosis/service-part.js'
import { isToldToExit } from '../../system/interpret.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { processesOf, supervisesOf } from '../facts.js'
import { type Case, cure, forProcess, type Remedy } from '../remedy.js'

export const serviceStuckStopping = defineFinding({
  id: 'service-stuck-stopping',
  severity: 'critical',
  title: 'a service that does not stop',
  meaning:
    'The service was told to be down, and its process still lives: it ignores SIGTERM, or waits for something.',
  consequenceOf: ['service-blocked-on-log'],
  consequenceOfOwn: ['process-stopped'],
  *find(look) {
    for (const part of look.parts) {
      const child = runningChild(part)
      const status = currentStatus(part)
      if (status?.want !== 'down' || child === null || status.pid !== child.pid) continue
      const key = `service-stuck-stopping:${idOf(child)}`
      const since = Math.max(secondsSince(look, status.changed), lasted(look, key))
      if (since <= 5) {
        yield doubt(part.service, key, `${quote(part.name)} was told to stop a moment ago`, { again: 1 })
        continue
      }
      yield remembered(key)
      yield symptom(
        part.service,
        [child.pid],
        `${quote(part.name)} was told to be down ${Math.floor(since)} seconds ago, and its process lives`,
        {
          want: 'down',
          since: new Date(status.changed).toISOString(),
          process: child.arguments.join(' ') || child.command,
        },
        { byHand: `find out what it waits for; svc -k ${quote(part.directory.path)} ends it without asking` },
      )
    }
  },
  remedy: remedyForServiceStuckStopping,
  bySvreset: 'svc -k, and it stays down, as ordered',
  byHand: 'find out what it waits for; svc -k DIRECTORY ends it without asking',
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
