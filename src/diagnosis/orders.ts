import type { System } from '../system/system.js'
import { quote } from '../text/quote.js'
import { defaultStopTimeout } from './rule.js'
import { currentStatus, livingChild, runningChild, type ServicePart } from './service-part.js'

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
  const paused = secondsPaused(system, part)
  if (paused !== null && !mayBeForgotten(paused))
    return `was paused ${paused} s ago (svc -p); svc -c ${quote(part.directory.path)} lets it go on`
  if (status.want === null && !part.directory.normallyDown) {
    const path = quote(part.directory.path)
    return child === null
      ? `was told to run once (svc -o), and has ended; svc -u ${path} starts it again`
      : `was told to run once (svc -o): it stays down when it ends, until svc -u ${path}`
  }
  if (status.want !== 'down' || child === null || status.ordered === null) return null
  const seconds = Math.max(0, Math.floor((system.time - status.ordered) / 1000))
  if (seconds >= defaultStopTimeout) return null
  return `was told to stop ${seconds} s ago, and pid ${child.pid} has not ended yet`
}
