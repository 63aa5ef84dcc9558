import type { System } from '../system/system.js'
import { quote } from '../text/quote.js'
import { defaultStopTimeout } from './rule.js'
import { currentStatus, livingChild, type ServicePart } from './service-part.js'

/** What a person has ordered and is nothing to cure: told, and no finding. null: nothing of the kind. */
export function orderNote(system: System, part: ServicePart): string | null {
  const status = currentStatus(part)
  if (status === null || status.stage === 'started' || status.stage === 'failed') return null
  const child = livingChild(part)
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
