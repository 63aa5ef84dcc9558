import type { CheckJson } from '../contract/schemas/check.js'
import { printable } from '../text/quote.js'

export type Seen = Pick<CheckJson, 'services' | 'findings'>

/** What is other than before: links, and whether services and their logs are up. Pure. */
export function shapeChanges(before: Seen, now: Seen): string[] {
  const sick = new Set(before.findings.map(({ service }) => service))
  const after = new Map(now.services.map(each => [each.name, each]))
  return before.services.flatMap(({ name, target, state, log }) => {
    const own = after.get(name)
    if (own === undefined) return [`${printable(name)} has no link`]
    if (own.target !== target) return [`the link ${printable(name)} leads elsewhere`]
    // What was sick may be up now.
    if (sick.has(name)) return []
    if (own.state !== state) return [`${printable(name)} was ${state}, is ${own.state}`]
    const [was, is] = [log?.state, own.log?.state]
    return was === is ? [] : [`the log of ${printable(name)} was ${was}, is ${is}`]
  })
}
