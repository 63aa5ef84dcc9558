import type { Cure } from '../contract/cure.js'
import { logBesides, logOf } from '../system/pairs.js'
import type { Supervise, System } from '../system/system.js'
import { isOfSvscanToKeep, isStartedByHand } from './facts.js'
import { forSupervise } from './remedy.js'

/** With the last process that has a pipe, what waits in it is lost: it is handed on before. */
export function renew(supervise: Supervise, system: System): Cure[] {
  const isCutOff = logBesides(system, supervise) !== null && !isOfSvscanToKeep(supervise, system)
  return [
    ...(isCutOff ? [forSupervise('bridge', supervise)] : []),
    forSupervise('renew', supervise),
    // The next one makes the directory supervise/ again, and there the old one writes, when it leaves, that it is down.
    ...(supervise.reachable ? [] : [forSupervise('refresh', supervise)]),
    ...(isStartedByHand(supervise, system) ? [forSupervise('as-before', supervise)] : []),
  ]
}

/** The service first; its log when it has read what is left. */
export function retire(old: readonly Supervise[], system: System): Cure[] {
  const logs = old.flatMap(supervise =>
    supervise.role === 'log' ? [supervise] : (logOf(system, supervise) ?? []),
  )
  return [
    ...old.filter(({ role }) => role === 'service').map(each => forSupervise('retire', each)),
    ...logs.map(log => forSupervise('retire-log', log)),
  ]
}

/** A log in `DIRECTORY/log` is that of the service in DIRECTORY. */
export function serviceOfLog({ directory }: Supervise, { supervises }: System): Supervise | null {
  return (
    supervises.find(
      other => other.role === 'service' && `${other.directory?.path}/log` === directory?.path,
    ) ?? null
  )
}
