import type { RunContext } from '../contract/context.js'
import type { Waiting } from '../contract/escalation.js'
import type { Operation } from '../contract/operation.js'
import { partsOfService, type ServicePart } from '../diagnosis/service-part.js'
import { isOrderedDown, serviceDirectoryOf } from '../findings/facts.js'
import { serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'

/** For supervises that end next: svscan starts others in their place, and these start whatever has no file `down`. */
export function keepDown(ending: readonly Supervise[], system: System): Operation[] {
  const services = ending
    .filter(supervise => isOrderedDown(supervise, system))
    .flatMap(supervise => {
      const place = serviceDirectoryOf(supervise, system)
      return place === null ? [] : [{ name: serviceName(supervise), directory: place.path }]
    })
  return services.length === 0 ? [] : [{ kind: 'add-down', services }]
}

/** The next supervise has seen the file, has the order in its memory, and needs the file no more. */
export function letGo(system: System, context: RunContext): Operation[] {
  const services = withoutOldSupervise(system, context)
    .filter(({ supervises }) => supervises.some(hasSeenFile))
    .map(({ name, directory: { path } }) => ({ name, directory: path }))
  return services.length === 0 ? [] : [{ kind: 'remove-down', services }]
}

export function stillKept(system: System, context: RunContext): Waiting[] {
  return withoutOldSupervise(system, context).map(({ name }) => ({ name: `the file down of ${name} to go` }))
}

/** Parts that svreset keeps down, and whose supervise has gone that the run found there. */
function withoutOldSupervise(system: System, { initial, repair }: RunContext): ServicePart[] {
  const kept = system.services
    .filter(({ directory: { keptDownBy, log } }) => keptDownBy !== undefined || log?.keptDownBy !== undefined)
    .flatMap(partsOfService)
    .filter(({ directory }) => directory.keptDownBy !== undefined)
  if (kept.length === 0) return []
  const items = Object.values(repair?.cures ?? {}).flatMap(each =>
    each.flatMap(({ process }) => process ?? []),
  )
  const old = new Set([...items, ...initial.supervises.map(({ process }) => process)].map(keyOf))
  return kept.filter(({ supervises }) => !supervises.some(({ process }) => old.has(keyOf(process))))
}

function keyOf({ pid, startTime }: { readonly pid: number; readonly startTime: number }): string {
  return `${pid} ${startTime}`
}

/** It is down, and says so itself: until it has written its status, there is that of the one before it. */
export function staysDown(supervise: Supervise, system: System): boolean {
  return hasSeenFile(supervise) && isOrderedDown(supervise, system)
}

/** supervise.c: it looks for `down`, writes its status, opens `ok`, and then starts its service. */
export function hasSeenFile({ process }: Supervise): boolean {
  return process.held?.ok != null
}
