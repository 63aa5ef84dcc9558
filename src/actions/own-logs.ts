import type { RunContext } from '../contract/context.js'
import { programsOf } from '../diagnosis/service-part.js'
import { standingOrders } from '../system/service-record.js'
import { isLive, isUp } from '../system/supervise-state.js'
import type { System } from '../system/system.js'

/** Directories of services whose own log (an executable file, of daemontools-encore) runs. */
export function logsThatRan({ services }: System): ReadonlySet<string> {
  return new Set(
    services
      .filter(({ supervises }) =>
        supervises.some(({ logChild = null }) => logChild !== null && isLive(logChild)),
      )
      .map(({ directory }) => directory.path),
  )
}

/**
 * Of those, the ones that are to be started with `svc -Lu`: where there is a file `down`, supervise starts neither the
 * service nor its log, and `svc -u` starts only the service.
 */
export function logsLeftDown(system: System, { initial, services }: RunContext): string[] {
  const ran = logsThatRan(initial)
  const kept = new Set(standingOrders(services).flatMap(each => (each.keepDown ? [each.directory] : [])))
  // A plan made beforehand sees no supervise at all.
  const isPlan = system.supervises.length === 0
  return programsOf(system)
    .filter(({ isOwnLog, supervises }) => isOwnLog && (isPlan || supervises.length > 0))
    .filter(({ supervises }) => !supervises.some(isUp))
    .map(({ directory }) => directory.path)
    .filter(path => ran.has(path) && (isNormallyDown(path, initial) || kept.has(path)))
}

function isNormallyDown(path: string, { services }: System): boolean {
  return services.some(({ directory }) => directory.path === path && directory.normallyDown)
}
