import type { Process } from '../process.js'
import type { Observation, Service, Supervise, System } from '../system.js'
import { foreignScanners, foreignServices, foreignStrays } from './foreign-services.js'

interface Found {
  readonly supervises: readonly Supervise[]
  readonly services: readonly Service[]
  readonly children: ReadonlyMap<number, readonly Process[]>
}

/** What is daemontools', apart from what another family keeps. Where both keep a service, it is in both. */
export function separateForeign(
  observation: Observation,
  { supervises, services, children }: Found,
): Pick<System, 'supervises' | 'services' | 'foreign' | 'foreignStrays' | 'foreignScanners'> {
  const scanners = foreignScanners(observation)
  const foreign = foreignServices(observation, services, { children, scanners })
  const strays = foreignStrays(observation, foreign, { children, scanners })
  const theirs = { foreign, foreignStrays: strays, foreignScanners: scanners }
  if (foreign.length === 0) return { supervises, services, ...theirs }
  const ground = new Set(
    foreign.flatMap(({ directory: { id, log } }) => (log === null ? [id] : [id, log.id])),
  )
  const isOurs = (supervise: Supervise) => !ground.has(supervise.directory?.id ?? '') || hasControl(supervise)
  return {
    supervises: supervises.filter(isOurs),
    services: services.flatMap(service => {
      if (!ground.has(service.directory.id)) return service
      const own = service.supervises.filter(isOurs)
      const logs = service.logSupervises.filter(isOurs)
      return own.length + logs.length === 0 ? [] : { ...service, supervises: own, logSupervises: logs }
    }),
    ...theirs,
  }
}

/** One that has found the lock taken has none, and is gone in a moment. */
function hasControl({ process }: Supervise): boolean {
  return (process.held?.control ?? null) !== null
}

/** The same system as if other families were daemontools: for looking, never for acting. */
export function withForeign(system: System): System {
  const known = new Set(system.services.map(({ directory }) => directory.id))
  const foreign = system.foreign.filter(({ directory }) => !known.has(directory.id))
  if (foreign.length + system.foreignStrays.length === 0) return system
  return {
    ...system,
    services: [...system.services, ...foreign],
    supervises: [
      ...system.supervises,
      ...foreign.flatMap(({ supervises, logSupervises }) => [...supervises, ...logSupervises]),
      ...system.foreignStrays,
    ],
  }
}
