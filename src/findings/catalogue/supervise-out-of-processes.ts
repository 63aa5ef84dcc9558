import { symptom } from '../../diagnosis/rule.js'
import type { ProcessLimit } from '../../system/details.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { leftToPerson } from '../remedy.js'

export const superviseOutOfProcesses = defineFinding({
  id: 'supervise-out-of-processes',
  severity: 'critical',
  title: 'a supervise that could not fork',
  meaning:
    'There was no room for another process: supervise says so in the title of readproctitle, sleeps for 60 seconds, and hears no order meanwhile. Then it tries again.',
  *find({ system, parts }) {
    for (const { service, name, directory, supervises } of parts) {
      if (directory.status?.want === 'down') continue
      for (const { process } of supervises) {
        const limits = system.details?.failedForks.get(process.pid)
        if (limits === undefined) continue
        const [tightest] = [...limits].sort((a, b) => room(a) - room(b))
        yield symptom(
          service,
          [process.pid],
          `supervise for ${quote(name)} could not fork and sleeps for 60 seconds, deaf to svc; ${useOf(tightest)}`,
          { limits: limits.map(described) },
          { byHand: adviceFor(tightest) },
        )
      }
    }
  },
  remedy: leftToPerson,
  bySvreset:
    'leaves it to a person, and names the limit; a reset is refused meanwhile, as it would wait for what hears nothing',
  byHand: 'raise the limit that is named; supervise tries again within a minute',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function room({ most, used }: ProcessLimit): number {
  return most - used
}

function described({ name, most, used }: ProcessLimit): string {
  return `${name}: ${used} of ${most}`
}

function useOf(limit: ProcessLimit | undefined): string {
  if (limit === undefined) return 'no limit of its own is in the way any more'
  return room(limit) > 0
    ? `there is room again (${described(limit)})`
    : `there is no room (${described(limit)})`
}

function adviceFor(limit: ProcessLimit | undefined): string {
  if (limit === undefined || room(limit) > 0) return 'wait: it tries again by itself within a minute'
  return `raise ${limit.name} (TasksMax= of a unit), or end what uses so many; it tries again by itself within a minute`
}
