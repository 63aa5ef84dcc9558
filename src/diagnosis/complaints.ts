import type { ServiceDirectory, System } from '../system/system.js'
import { splitTitle } from './title.js'

/** How programs say that somebody has already what they need. */
const another =
  /in use|EADDRINUSE|errno[\s=:]*98\b|already|\bbind|\blisten|\block|EAGAIN|temporar|unavailable|pid ?file|\bbusy|exists/i

/** Whether a service that keeps exiting says why in such words; null where it says nothing at all. */
export function complainsOfAnother(system: System, directory: ServiceDirectory): boolean | null {
  const lines = lastWords(system, directory)
  return lines.length === 0 ? null : lines.some(line => another.test(line))
}

/** Whether its complaint names this address: `unable to bind to port 53: address in use`. */
export function complainsOf(address: string, system: System, directory: ServiceDirectory): boolean {
  const port = /:(\d+)$/.exec(address)?.[1]
  if (port === undefined) return false
  const named = new RegExp(`(?<!\\d)${port}(?!\\d)`)
  return lastWords(system, directory).some(line => another.test(line) && named.test(line))
}

/** In its log; in the title, where a service without a log prints. */
function lastWords(system: System, { id, log }: ServiceDirectory): readonly string[] {
  if (log !== null) return system.details?.logTails.get(id) ?? []
  return system.svscans
    .flatMap(({ readproctitle }) => splitTitle(readproctitle?.title ?? ''))
    .filter(({ program }) => program === 'other')
    .map(({ text }) => text)
}
