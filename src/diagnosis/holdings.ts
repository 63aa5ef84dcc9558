import type { Orphan } from '../system/details.js'
import type { Process } from '../system/process.js'
import type { System } from '../system/system.js'
import { count, listed } from '../text/list.js'
import { complainsOfAnother } from './complaints.js'
import { type Origin, orphanOf } from './descent.js'
import type { ServicePart } from './service-part.js'

/** `listens on tcp 127.0.0.1:80`, `holds the lock /run/x.lock`: what it has that another one may need. */
export function holdsOf(orphan: Orphan | null): string[] {
  if (orphan === null) return []
  const { listens, locks } = orphan
  return [
    ...(listens.length === 0 ? [] : [`listens on ${listed(listens)}`]),
    ...(locks.length === 0 ? [] : [`holds the lock ${listed(locks)}`]),
  ]
}

/** Whom its end would interrupt; null: nobody. */
export function serves(orphan: Orphan | null): string | null {
  if (orphan === null) return null
  const { listens, connections } = orphan
  const words = [
    ...(listens.length === 0 ? [] : [`listens on ${listed(listens)}`]),
    ...(connections === 0 ? [] : [`has ${count(connections, 'open connection')}`]),
  ]
  return words.length === 0 ? null : words.join(' and ')
}

/** This service keeps exiting, and this process has what it fails on. */
export function inTheWay(system: System, part: ServicePart, origin: Origin, process: Process): boolean {
  const complains = complainsOfAnother(system, part.directory)
  if (holdsOf(orphanOf(system, process)).length > 0) return complains !== false
  return origin.isProved && complains === true
}
