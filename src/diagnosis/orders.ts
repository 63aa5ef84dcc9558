import { isAtStop } from '../system/encore.js'
import type { System } from '../system/system.js'
import { formatAge } from '../text/duration.js'
import { defaultStopTimeout } from './rule.js'
import { currentStatus, livingChild, runningChild, type ServicePart, svcFor } from './service-part.js'

/** Seconds for which a pause is an order: somebody is at work on the service. After that somebody may have forgotten it. */
const pauseGrace = 300

/** Seconds since svc -p; null where it is not paused. */
export function secondsPaused(system: System, part: ServicePart): number | null {
  const status = currentStatus(part)
  if (status?.paused !== true || runningChild(part)?.state !== 'T') return null
  // The clock may have been set back since: then nobody can tell, and a warning is right.
  const seconds = Math.floor((system.time - (status.ordered ?? status.changed)) / 1000)
  return seconds < -1 ? Number.POSITIVE_INFINITY : Math.max(0, seconds)
}

export function mayBeForgotten(pausedFor: number): boolean {
  return pausedFor > pauseGrace
}

/** What a person has ordered and is nothing to cure: told, and no finding. null: nothing of the kind. */
export function orderNote(system: System, part: ServicePart): string | null {
  const status = currentStatus(part)
  if (status === null || status.stage === 'started' || status.stage === 'failed') return null
  const child = livingChild(part)
  const isForeign = part.supervises[0]?.process.relative !== undefined
  const paused = secondsPaused(system, part)
  if (paused !== null && !mayBeForgotten(paused))
    return `was paused ${formatAge(paused * 1000)} ago${isForeign ? '' : ' (svc -p)'}; ${svcFor(part, 'c')} lets it go on`
  if (status.want === null && !part.directory.normallyDown) {
    return child === null
      ? `was told to run once (svc -o), and has ended; ${svcFor(part, 'u')} starts it again`
      : `was told to run once (svc -o): it stays down when it ends, until ${svcFor(part, 'u')}`
  }
  if (status.want !== 'down' || child === null || status.ordered === null) return null
  if (isAtStop(status, child)) return `was told to stop, has ended, and runs its ./stop (pid ${child.pid})`
  const seconds = Math.max(0, Math.floor((system.time - status.ordered) / 1000))
  if (seconds >= defaultStopTimeout) return null
  return `was told to stop ${seconds} s ago, and pid ${child.pid} has not ended yet`
}
