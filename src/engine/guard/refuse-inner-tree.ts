import type { Refusal } from '../../contract/restart.js'
import type { InnerTree } from '../../system/inner-trees.js'
import { serviceName } from '../../system/processes.js'
import { count } from '../../text/list.js'
import { quote } from '../../text/quote.js'

/** How to take it down by hand, without svreset: its svscan first, because that would start its services again. */
export function refuseInnerTree({ supervise, svscan, supervises }: InnerTree): Refusal {
  const name = serviceName(supervise)
  const inner = svscan.workingDirectory?.path ?? null
  const outer = supervise.directory?.path ?? name
  const where = inner === null ? '' : ` in ${quote(inner)}`
  return {
    message: `unable to stop the service ${name}: it runs a svscan with services of its own`,
    reason: `svscan, pid ${svscan.pid},${where} has ${count(supervises.length, 'supervise process', 'supervise processes')}: these would keep running without it, and the next svscan could not start them`,
    next:
      inner === null
        ? 'first take down its svscan, then its services'
        : `take it down first: svc -d ${quote(outer)}; svc -dx ${quote(inner)}/* ${quote(inner)}/*/log; then run the command again, and start it with svc -u ${quote(outer)}: it starts all of them`,
  }
}
