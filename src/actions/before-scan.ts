import type { RunContext } from '../contract/context.js'
import { type Cures, cureNames, cures } from '../contract/cure.js'
import type { Waiting } from '../contract/escalation.js'
import type { Operation } from '../contract/operation.js'
import { idOf, serviceName } from '../system/processes.js'
import { isUp } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { staysDown } from './keep-down.js'

/**
 * svscan looks every 5 seconds. What ends just before that is away for a moment; what ends just after it, for 5 s.
 * These are the milliseconds that supervise needs to stop a service that obeys, and a little more for each further one.
 */
const lead = 350
const leadEach = 1

export function justBeforeScan({ svscans, supervises }: System, { repair }: RunContext): Operation[] {
  const [svscan] = svscans
  if (svscan === undefined) return []
  const told = repair === null ? supervises.length : toldBefore(repair.cures)
  return [{ kind: 'await-scan', svscan: idOf(svscan.process), lead: lead + leadEach * told }]
}

/** How many supervises and logs a repair ends just before a scan. */
function toldBefore(repair: Cures): number {
  return cureNames.reduce(
    (count, name) => count + (cures[name].beforeScan ? (repair[name]?.length ?? 0) : 0),
    0,
  )
}

/** svscan starts a supervise in this directory again, because an entry leads there. */
export function isTakenOver({ directory }: Supervise, { services }: System): boolean {
  return services.some(
    service => service.directory.id === directory?.id || service.directory.log?.id === directory?.id,
  )
}

/** What is still missing after this supervise has ended: the one that svscan starts in its place, and its service. */
export function notYetTakenOver(old: Supervise, system: System): Waiting[] {
  if (!isTakenOver(old, system)) return []
  const name = serviceName(old)
  const fresh = system.supervises.find(
    ({ directory, svscan, process }) =>
      svscan !== null && directory?.id === old.directory?.id && process.pid !== old.process.pid,
  )
  if (fresh === undefined) return [{ name: `svscan to start ${name}` }]
  return isUp(fresh) || isNormallyDown(fresh, system) || staysDown(fresh, system) ? [] : [{ name }]
}

function isNormallyDown({ directory }: Supervise, system: System): boolean {
  return system.services.some(
    service =>
      (service.directory.id === directory?.id && service.directory.normallyDown) ||
      (service.directory.log?.id === directory?.id && service.directory.log?.normallyDown === true),
  )
}
