import type { Plan } from '../../contract/plan.js'
import type { Refusal, Restart } from '../../contract/restart.js'
import { supervisorName } from '../../diagnosis/relatives.js'
import type { Process } from '../../system/process.js'
import { readWholeFile } from '../../system/read.js'
import type { ForeignService, Supervise, System } from '../../system/system.js'
import { quote } from '../../text/quote.js'

/**
 * A single supervisor of another family, among ours, is left alone. svscan is not restarted where that would not leave
 * it alone; and nothing is stopped that both keep: an order might reach the wrong one.
 */
export function refuseForeignAmongOurs(
  system: System,
  { restarts }: Pick<Plan, 'restarts'>,
  ended: readonly Supervise[],
  restart: Pick<Restart, 'launch'>,
): Refusal | null {
  for (const service of system.foreign) {
    const reason = isKeptByBoth(service, system)
      ? restarts || ended.some(({ service: its }) => its === service.name)
        ? `it runs twice, below supervise and below ${keeperName(service)}, and chance decides which of them an order reaches`
        : null
      : restarts
        ? whatRestartWouldDo(service, system, restart)
        : null
    if (reason !== null) return refusal(service, reason, system)
  }
  return null
}

function isKeptByBoth({ directory }: ForeignService, { services }: System): boolean {
  return services.some(({ directory: its }) => its.id === directory.id)
}

/** null: it leaves it alone. runsv has the lock that supervise would need. */
function whatRestartWouldDo(
  service: ForeignService,
  system: System,
  { launch }: Pick<Restart, 'launch'>,
): string | null {
  if (service.family !== 'runit')
    return `${keeperName(service)} keeps it with a lock that svscan's supervise does not see: a new svscan would start it a second time`
  const boots = system.svscans.flatMap(({ svscanboot }) => svscanboot?.arguments[1] ?? [])
  const script = [...boots, ...launch.argv.filter(word => /\/svscanboot$/.test(word))].find(givesOrders)
  return script === undefined
    ? null
    : `${script} begins with svc -dx on every link, which ${keeperName(service)} obeys: it would stop`
}

/** What cannot be read might. */
function givesOrders(script: string): boolean {
  const read = readWholeFile(script, 65_536)
  return (
    read.kind !== 'read' || /^[^#\n]*\bsvc[ \t]+-\w*[dxk]/m.test(Buffer.from(read.bytes).toString('latin1'))
  )
}

function refusal(
  { name, entry, supervises, logSupervises }: ForeignService,
  reason: string,
  system: System,
): Refusal {
  const path = quote(`${system.svscanDirectory.path}/${entry.name}`)
  const keepers: Process[] = [...supervises, ...logSupervises].map(({ process }) => process)
  const pids = [...new Set(keepers.map(({ pid }) => pid))].join(' ')
  return {
    message: `unable to go on beside ${quote(name)}, which another family keeps`,
    reason,
    next: `svreset check shows more; remove the link ${path}, or end that supervisor (kill ${pids} stops its service too), then run the command again; nothing was touched`,
  }
}

function keeperName({ supervises, logSupervises }: ForeignService): string {
  const [first] = [...supervises, ...logSupervises]
  return first === undefined ? 'another supervisor' : supervisorName(first.process)
}
